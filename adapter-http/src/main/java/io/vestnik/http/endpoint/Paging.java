package io.vestnik.http.endpoint;

/// The bounds that all lists have in common.
public final class Paging {
    /// The default number of entries of a page.
    static final int LIMIT = 50;

    /// The maximum number of entries of a page. The texts of a page of the longest messages have about 3 MiB.
    static final int LIMIT_MAX = 200;

    /// The default number of rows of `/changes`.
    static final int CHANGES = 500;

    /// The maximum number of rows of `/changes`: a client that catches up may get a large response.
    static final int CHANGES_MAX = 1_000;

    /// The number of UTF-8 bytes of text after which a response of `/changes` ends. The client continues from the end
    /// of the response, so no response takes much more memory than the largest page of messages.
    static final long CHANGES_TEXT_BYTES_MAX = 1 << 20;

    /// The maximum memory that one message takes while it is read and written, in bytes: a text of 16 KiB in two forms
    /// (from the database and as a string, or as a string and as JSON), and the fields around the text.
    static final long MESSAGE_BYTES_MAX = 36 * 1024;

    /// The memory of a row without its text, in bytes.
    private static final long ROW_BYTES = 1024;

    /// The maximum memory that one byte of text takes, in bytes: one in the string, and up to six in the JSON if the
    /// byte is a control character.
    private static final long BYTES_PER_TEXT_BYTE = 7;

    /// The maximum number of users that one request may name. The ids of these users take less than a third of the
    /// largest accepted body.
    static final int PEOPLE_MAX = 500;

    static final String CURSOR = "`nextCursor` of the previous page; absent for the first page.";
    static final String NEXT = "Where the next page begins; absent at the end.";

    private Paging() {}

    /// The maximum memory, in bytes, that a page of `limit` messages takes while it is made.
    public static long messagesBytes(int limit) {
        return limit * MESSAGE_BYTES_MAX;
    }

    /// The maximum memory, in bytes, that a response of `/changes` with `limit` rows takes while it is made.
    static long changesBytes(int limit) {
        return Math.min(messagesBytes(limit), CHANGES_TEXT_BYTES_MAX * BYTES_PER_TEXT_BYTE + limit * ROW_BYTES);
    }
}
