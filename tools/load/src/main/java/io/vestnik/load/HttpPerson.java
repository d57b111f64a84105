package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.checker.Law;
import io.vestnik.checker.Ledger;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A user who sends over HTTP and receives no events. Many such users can therefore write into one chat with few
/// deliveries. Used on the loop's thread only.
final class HttpPerson implements HttpLink.Answers, Writer.MessageSink {
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final Run run;
    private final int index;
    private final Ledger ledger;
    private final byte[] head;
    private final Bytes body = new Bytes();
    private final HttpLink link = new HttpLink(this);
    private final Writer writer;
    private boolean open;
    private long number;

    HttpPerson(Run run, int index, URI server, String token, Ledger ledger) {
        this.run = run;
        this.index = index;
        this.ledger = ledger;
        this.head = ("POST /chats/" + ledger.chatId() + "/messages HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nIdempotency-Key: ")
                .getBytes(StandardCharsets.US_ASCII);
        this.writer = new Writer(index, run, this, ledger);
    }

    HttpLink link() {
        return link;
    }

    Writer writer() {
        return writer;
    }

    @Override
    public void open(HttpLink on) {
        open = true;
    }

    @Override
    public boolean send(long withNumber, long key, Bytes text) {
        // A connection has one unanswered request at most. In an open loop, a message that is due meanwhile counts as
        // not sent.
        if (!open || number != 0) {
            return false;
        }
        number = withNumber;
        body.clear();
        body.put("{\"text\":\"".getBytes(StandardCharsets.US_ASCII));
        body.put(text.array, 0, text.length);
        body.put("\"}".getBytes(StandardCharsets.US_ASCII));
        link.out.put(head);
        link.out.uuid(run.keyHigh, key);
        link.out.put("\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII));
        link.out.number(body.length);
        link.out.put("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        link.out.put(body.array, 0, body.length);
        link.send();
        return true;
    }

    @Override
    public void answer(HttpLink on, int status, long retryAfterMs, byte[] bytes, int from, int to, long now) {
        long answered = number;
        number = 0;
        if (status != CREATED && status != OK) {
            writer.refused(answered, status == TOO_MANY || status == UNAVAILABLE, retryAfterMs, "http " + status, now);
            return;
        }
        FrameScan scan = run.scan;
        scan.scanMessage(bytes, from, to);
        if (!run.text.read(bytes, scan.textFrom, scan.textTo)
                || run.text.number != answered
                || run.text.sender != index) {
            run.breaches.add(
                    Law.L2,
                    Breach.OUT_OF_ORDER,
                    "person " + index + ": the answer to " + answered + " is another message");
        }
        long due = run.text.due;
        ledger.seen(scan.messageId, scan.messageVersion, index, answered);
        if (status == OK) {
            run.tally.duplicates++;
            ledger.acknowledgedAgain(scan.messageId);
        } else {
            ledger.acknowledged(scan.messageId);
        }
        writer.acknowledged(answered, scan.messageId, now, run.since(now) - due);
    }

    @Override
    public void closed(HttpLink on, String why) {
        open = false;
        writer.stop();
        if (!run.over) {
            run.tally.connectionsLost++;
            run.tally.refused("closed " + why);
        }
    }

    /// Sends the temporarily refused messages again.
    ///
    /// @return the time until the next call is needed, in nanoseconds
    long turn(long now) {
        return writer.isHeld() ? writer.fill(now) : Long.MAX_VALUE;
    }
}
