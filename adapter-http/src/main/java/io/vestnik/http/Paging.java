package io.vestnik.http;

/// What all lists have in common.
final class Paging {
    /// How many entries a page has where the request does not say.
    static final int LIMIT = 50;

    /// The most that a page may have: about a megabyte of the longest messages.
    static final int LIMIT_MAX = 200;

    /// Rows of `/changes` where the request does not say how many.
    static final int CHANGES = 500;

    /// The most rows of `/changes`: catching up is worth a large answer.
    static final int CHANGES_MAX = 1_000;

    /// UTF-8 bytes of text after which an answer of `/changes` ends: its client asks again from where it ended, and no
    /// answer holds more memory than a page of messages.
    static final long CHANGES_TEXT_BYTES_MAX = 1 << 20;

    /// Bytes that reading and writing one message takes at most, at once: a text of 16 KiB as the database sends it and
    /// as a string, or as a string and as JSON, and what is around it.
    static final long MESSAGE_BYTES_MAX = 36 * 1024;

    /// Bytes that a row without its text takes.
    private static final long ROW_BYTES = 1024;

    /// A byte of text takes one as a string and up to six as JSON, where it is a control character.
    private static final long BYTES_PER_TEXT_BYTE = 7;

    /// The most people that one request may name: a body of them still fits its bound twice.
    static final int PEOPLE_MAX = 500;

    static final String CURSOR = "`nextCursor` of the page before; absent for the first page.";
    static final String NEXT = "Where the next page begins; absent at the end.";

    private Paging() {}

    /// The bytes that a page of as many messages may take while it is made.
    static long messagesBytes(int limit) {
        return limit * MESSAGE_BYTES_MAX;
    }

    /// The bytes that an answer of `/changes` with as many rows may take while it is made.
    static long changesBytes(int limit) {
        return Math.min(messagesBytes(limit), CHANGES_TEXT_BYTES_MAX * BYTES_PER_TEXT_BYTE + limit * ROW_BYTES);
    }
}
