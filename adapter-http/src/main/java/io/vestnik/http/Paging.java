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

    /// The most people that one request may name: a body of them still fits its bound twice.
    static final int PEOPLE_MAX = 500;

    static final String CURSOR = "`nextCursor` of the page before; absent for the first page.";
    static final String NEXT = "Where the next page begins; absent at the end.";

    private Paging() {}
}
