package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.checker.EventOrderCheck;
import io.vestnik.checker.Law;
import io.vestnik.checker.Ledger;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A user's WebSocket connection. It receives all events, and may send messages and read marks. Used on the loop's
/// thread only.
final class WsPerson implements WsLink.Frames, Writer.MessageSink {
    private static final byte[] SEND = ascii("{\"type\":\"send\",\"ref\":");
    private static final byte[] READ = ascii("{\"type\":\"read\",\"ref\":");
    private static final byte[] CHAT = ascii(",\"chatId\":\"");
    private static final byte[] KEY = ascii("\",\"key\":\"");
    private static final byte[] TEXT = ascii("\",\"text\":\"");
    private static final byte[] UP_TO = ascii("\",\"upTo\":");
    private static final byte[] END = ascii("\"}");

    /// The `ref` of the first read request. The refs of sends are lower.
    private static final long READ_REF = 1L << 50;

    /// The `ref` of all requests other than sends and reads.
    private static final long OTHER_REF = 1L << 51;

    private static final long REREAD_NANOS = 100_000_000;

    /// The maximum amount of output that may wait to be written, in bytes. Only a server that does not read lets so
    /// much output wait; the next message is then not sent.
    private static final int BACKLOG_BYTES_MAX = 4 * 1024 * 1024;

    private final Run run;
    private final int index;
    private final WsLink link;
    private final Ledger ledger;
    private final EventOrderCheck orderCheck;
    private final CountDownLatch live;
    private final Bytes frame = new Bytes();
    private final boolean reads;
    private volatile String token;
    private @Nullable Writer writer;
    private long lastOwnId;
    private long lastOtherId;
    private long markedUpTo;
    private long peerReadUpTo;
    private long rereadAt;

    WsPerson(
            Run run,
            int index,
            String token,
            Ledger ledger,
            Function<WsLink.Frames, WsLink> links,
            CountDownLatch live) {
        this.run = run;
        this.index = index;
        this.token = token;
        this.ledger = ledger;
        this.orderCheck = new EventOrderCheck("person " + index, ledger, run.breaches);
        this.live = live;
        this.reads = run.plan.scenario() == Scenario.READ;
        this.link = links.apply(this);
    }

    WsLink link() {
        return link;
    }

    EventOrderCheck orderCheck() {
        return orderCheck;
    }

    /// The current access token.
    String token() {
        return token;
    }

    @Nullable
    Writer writer() {
        return writer;
    }

    void writes() {
        writer = new Writer(index, run, this, ledger);
    }

    /// Sends a new access token to the server before the old one expires.
    void renew(String fresh) {
        token = fresh;
        link.text("{\"type\":\"auth\",\"ref\":" + OTHER_REF + ",\"token\":\"" + fresh + "\"}");
    }

    /// Whether this connection expects no more events.
    boolean isDrained() {
        if (orderCheck.isGone()) {
            return true;
        }
        Writer mine = writer;
        boolean written = mine == null || mine.inFlight() == 0;
        boolean read = !reads || (markedUpTo >= lastOtherId && orderCheck.allRead() >= lastOwnId);
        return written && read && orderCheck.version() >= ledger.lastVersion();
    }

    void judge() {
        orderCheck.judge();
        if (reads && !orderCheck.isGone()) {
            if (markedUpTo < lastOtherId) {
                run.breaches.add(
                        Law.L5,
                        Breach.READ_MARK,
                        "person " + index + ": read up to " + lastOtherId + ", kept " + markedUpTo);
            }
            if (orderCheck.allRead() < lastOwnId) {
                run.breaches.add(
                        Law.L5,
                        Breach.READ_MARK,
                        "person " + index + ": message " + lastOwnId + " was read, allRead is " + orderCheck.allRead());
            }
        }
    }

    @Override
    public void open(WsLink on) {
        link.text("{\"type\":\"hello\",\"v\":1,\"token\":\"" + token + "\",\"unlisted\":\"skip\"}");
    }

    @Override
    public void closed(WsLink on, int code, String reason) {
        orderCheck.gone();
        if (writer != null) {
            writer.stop();
        }
        if (!run.over) {
            run.tally.connectionsLost++;
            run.tally.refused("closed " + code + " " + reason);
        }
        live.countDown();
    }

    @Override
    public boolean send(long number, long key, Bytes text) {
        if (link.out.length > BACKLOG_BYTES_MAX || link.isEnded()) {
            return false;
        }
        frame.clear();
        frame.put(SEND);
        frame.number(number);
        frame.put(CHAT);
        frame.uuid(ledger.high(), ledger.low());
        frame.put(KEY);
        frame.uuid(run.keyHigh, key);
        frame.put(TEXT);
        frame.put(text.array, 0, text.length);
        frame.put(END);
        link.text(frame.array, frame.length);
        return true;
    }

    @Override
    public void text(WsLink on, byte[] bytes, int from, int to, long now) {
        FrameScan scan = run.scan;
        scan.scan(bytes, from, to);
        if (scan.hasChat && !ledger.is(scan.chatHigh, scan.chatLow)) {
            run.breaches.add(Law.L7, Breach.LEAKED, "person " + index + ": an event of a foreign chat");
            return;
        }
        switch (scan.type) {
            case LIVE -> live.countDown();
            case SENT -> sent(scan, bytes, now);
            case MESSAGE -> message(scan, bytes, now);
            case ERROR -> error(scan, now);
            case OK -> ok(scan);
            case ALL_READ -> orderCheck.allRead(scan.upTo);
            case READ -> read(scan.upTo);
            case READY, PONG -> {}
            case GAP, REMOVED, OTHER -> {
                if (scan.hasChat && scan.version != FrameScan.ABSENT) {
                    orderCheck.version(scan.version);
                }
            }
        }
    }

    private void sent(FrameScan scan, byte[] bytes, long now) {
        Writer mine = writer;
        if (mine == null) {
            run.breaches.add(Law.L8, Breach.LEAKED, "person " + index + ": an answer without a request");
            return;
        }
        boolean ours = run.text.read(bytes, scan.textFrom, scan.textTo) && run.text.sender == index;
        if (!ours || run.text.number != scan.ref) {
            run.breaches.add(
                    Law.L2,
                    Breach.OUT_OF_ORDER,
                    "person " + index + ": the answer to " + scan.ref + " is another message");
        }
        long due = run.text.due;
        lastOwnId = Math.max(lastOwnId, scan.messageId);
        if (scan.duplicate) {
            run.tally.duplicates++;
            ledger.seen(scan.messageId, 0, index, scan.ref);
            ledger.acknowledgedAgain(scan.messageId);
        } else {
            orderCheck.message(scan.version, scan.messageId, index, scan.ref);
            ledger.acknowledged(scan.messageId);
        }
        mine.acknowledged(scan.ref, scan.messageId, now, run.since(now) - due);
    }

    private void message(FrameScan scan, byte[] bytes, long now) {
        if (!run.text.read(bytes, scan.textFrom, scan.textTo)) {
            orderCheck.version(scan.version);
            return;
        }
        MessageText text = run.text;
        orderCheck.message(scan.version, scan.messageId, text.sender, text.number);
        if (text.sender == index) {
            // The user's own message arrives as an event if its send was refused as `unavailable` but stored
            // nevertheless.
            lastOwnId = Math.max(lastOwnId, scan.messageId);
            return;
        }
        run.tally.delivered(run.since(now) - text.due);
        lastOtherId = Math.max(lastOtherId, scan.messageId);
        if (reads) {
            markRead(scan.messageId);
        }
    }

    private void markRead(long id) {
        frame.clear();
        frame.put(READ);
        frame.number(READ_REF + id);
        frame.put(CHAT);
        frame.uuid(ledger.high(), ledger.low());
        frame.put(UP_TO);
        frame.number(id);
        frame.put('}');
        link.text(frame.array, frame.length);
    }

    private void error(FrameScan scan, long now) {
        Writer mine = writer;
        if (mine != null && scan.ref > 0 && scan.ref < READ_REF) {
            mine.refused(scan.ref, scan.retryable, scan.retryAfterMs, scan.code(), now);
            return;
        }
        run.tally.refused(scan.code());
        if (scan.ref >= READ_REF && scan.ref < OTHER_REF && scan.retryable) {
            rereadAt = now + REREAD_NANOS;
        }
    }

    /// Sends temporarily refused messages and read marks again.
    ///
    /// @return the time until the next call is needed, in nanoseconds
    long turn(long now) {
        long again = Long.MAX_VALUE;
        if (rereadAt != 0 && !orderCheck.isGone()) {
            again = rereadAt - now;
            if (again <= 0) {
                rereadAt = 0;
                markRead(lastOtherId);
            }
        }
        Writer mine = writer;
        return mine != null && mine.isHeld() ? Math.min(again, mine.fill(now)) : again;
    }

    private void ok(FrameScan scan) {
        if (scan.ref < READ_REF || scan.ref >= OTHER_REF) {
            return;
        }
        run.tally.read();
        if (scan.upTo < scan.ref - READ_REF || scan.upTo < markedUpTo || scan.upTo > ledger.last()) {
            run.breaches.add(
                    Law.L5,
                    Breach.READ_MARK,
                    "person " + index + ": read " + (scan.ref - READ_REF) + ", then the mark was " + scan.upTo);
        }
        markedUpTo = Math.max(markedUpTo, scan.upTo);
    }

    private void read(long upTo) {
        if (upTo < peerReadUpTo) {
            run.breaches.add(
                    Law.L5,
                    Breach.READ_MARK,
                    "person " + index + ": the other's mark went from " + peerReadUpTo + " to " + upTo);
        }
        peerReadUpTo = Math.max(peerReadUpTo, upTo);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
