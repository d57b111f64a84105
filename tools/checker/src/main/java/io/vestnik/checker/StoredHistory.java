package io.vestnik.checker;

/// Compares one reader's pages of a history with the ledger: each id from the first page on is there once, and the
/// times do not decrease. Not thread-safe.
public final class StoredHistory {
    private final Ledger ledger;
    private final Breaches breaches;
    private long expected;
    private long sentMillis = Long.MIN_VALUE;
    private long compared;

    /// Begins a comparison after the run.
    ///
    /// @param offset the id before the first message that will be read
    /// @param lastId the id of the chat's last message, as the server reports it
    /// @param version the chat's version, as the server reports it; 0 = not known
    public StoredHistory(Ledger ledger, Breaches breaches, long offset, long lastId, long version) {
        this.ledger = ledger;
        this.breaches = breaches;
        this.expected = offset + 1;
        if (ledger.last() > lastId) {
            breaches.add(
                    Law.L3,
                    Breach.LOST,
                    ledger.last() - lastId,
                    ledger.chatId() + ": seen up to " + ledger.last() + ", kept up to " + lastId);
        }
        ledger.recordServerState(lastId, version);
    }

    /// The number of messages compared so far.
    public long compared() {
        return compared;
    }

    /// The id before the next message that is expected.
    long offset() {
        return expected - 1;
    }

    /// Records the next message.
    ///
    /// @param sent the time of the message, in milliseconds since 1970
    public void message(long id, long sent) {
        missing(id);
        if (id < expected) {
            breaches.add(Law.L1, Breach.DOUBLED, ledger.chatId() + ": the history has " + id + " again");
        }
        if (sent < sentMillis) {
            breaches.add(Law.L1, Breach.OUT_OF_ORDER, ledger.chatId() + ": sentAt runs back at " + id);
        }
        sentMillis = sent;
        expected = id + 1;
        compared++;
    }

    /// Records the end of a page.
    ///
    /// @param to the last id that the page covers, at most the id of the chat's last message
    public void end(long to) {
        missing(to + 1);
        expected = Math.max(expected, to + 1);
    }

    private void missing(long until) {
        for (long id = expected; id < until; id++) {
            boolean acknowledged = ledger.isAcknowledged(id);
            breaches.add(
                    acknowledged ? Law.L3 : Law.L1,
                    acknowledged ? Breach.LOST : Breach.HOLE,
                    ledger.chatId() + " " + id + ": not in the history"
                            + (acknowledged ? ", though acknowledged" : ""));
        }
    }
}
