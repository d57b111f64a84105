package io.vestnik.e2e.access;

import java.util.ArrayList;
import java.util.List;

/// Counts the results of many requests and frames. Used by one thread.
final class FuzzTally {
    private static final int FAILURES_SHOWN_MAX = 10;
    private static final int TRY_CHARS_SHOWN_MAX = 600;

    private final List<String> failures = new ArrayList<>();
    private long tried;
    private long past;

    /// @param pastParsing whether the request passed parsing
    void tried(boolean pastParsing) {
        tried++;
        past += pastParsing ? 1 : 0;
    }

    void failed(String why, String tried) {
        if (failures.size() < FAILURES_SHOWN_MAX) {
            failures.add(why + " after " + tried.substring(0, Math.min(tried.length(), TRY_CHARS_SHOWN_MAX)));
        }
    }

    void add(FuzzTally other) {
        failures.addAll(other.failures);
        tried += other.tried;
        past += other.past;
    }

    long tried() {
        return tried;
    }

    long past() {
        return past;
    }

    List<String> failures() {
        return failures;
    }
}
