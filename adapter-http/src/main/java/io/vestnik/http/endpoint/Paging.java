package io.vestnik.http.endpoint;

/// The bounds that all lists have in common.
public final class Paging {
    /// The default number of entries of a page.
    static final int LIMIT = 50;

    /// The maximum number of entries of a page: about a megabyte of the longest messages.
    static final int LIMIT_MAX = 200;

    /// The default number of rows of `/changes`.
    static final int CHANGES = 500;

    /// The maximum number of rows of `/changes`: a client that catches up may get a large response.
    static final int CHANGES_MAX = 1_000;

    /// UTF-8 bytes of text after which a response of `/changes` ends. The client continues from its end, and no
    /// response holds more memory than a page of messages.
    static final long CHANGES_TEXT_BYTES_MAX = 1 << 20;

    /// The maximum of bytes that reading and writing one message takes at once: a text of 16 KiB as the database sends
    /// it and as a string, or as a string and as JSON, and the fields around it.
    static final long MESSAGE_BYTES_MAX = 36 * 1024;

    /// Bytes that a row without its text takes.
    private static final long ROW_BYTES = 1024;

    /// A byte of text takes one byte as a string and, if it is a control character, up to six as JSON.
    private static final long BYTES_PER_TEXT_BYTE = 7;

    /// The maximum number of users that one request may name: a body with them takes half of its bound.
    static final int PEOPLE_MAX = 500;

    static final String CURSOR = "`nextCursor` of the previous page; absent for the first page.";
    static final String NEXT = "Where the next page begins; absent at the end.";

    private Paging() {}

    /// The bytes that a page of `limit` messages may take while it is made.
    public static long messagesBytes(int limit) {
        return limit * MESSAGE_BYTES_MAX;
    }

    /// The bytes that a response of `/changes` with `limit` rows may take while it is made.
    static long changesBytes(int limit) {
        return Math.min(messagesBytes(limit), CHANGES_TEXT_BYTES_MAX * BYTES_PER_TEXT_BYTE + limit * ROW_BYTES);
    }
}
