package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.checker.Ledger;
import io.vestnik.client.Chat;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Message;
import io.vestnik.client.VestnikApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Compares the received and acknowledged messages with the stored history at the end of a run.
final class HistoryCheck {
    private static final int PAGE = 200;

    /// Lets the check wait as long as a rate limit requires, since the check is not part of the measurement.
    private static final RefusalPolicy REFUSAL_POLICY = new RefusalPolicy(true, line -> {});

    private final Run run;
    private long checked;

    HistoryCheck(Run run) {
        this.run = run;
    }

    /// The number of messages compared so far.
    long checked() {
        return checked;
    }

    /// Compares the newest messages of a chat, page by page.
    ///
    /// @param most the maximum number of messages to compare
    void compare(Ledger ledger, VestnikApi api, long most) {
        Chat chat = REFUSAL_POLICY.ask(() -> api.chat(ledger.chatId()));
        if (ledger.last() > chat.lastMessageId()) {
            run.breaches.add(
                    Breach.LOST,
                    ledger.last() - chat.lastMessageId(),
                    ledger.chatId() + ": seen up to " + ledger.last() + ", kept up to " + chat.lastMessageId());
        }
        ledger.recordServerState(chat.lastMessageId(), chat.version());
        long offset = Math.max(ledger.firstId(), chat.lastMessageId() - most);
        Instant sentAt = Instant.MIN;
        while (offset < chat.lastMessageId()) {
            long from = offset;
            HistoryPage page = REFUSAL_POLICY.ask(() -> api.history(ledger.chatId(), PAGE, from));
            long expected = from + 1;
            for (Message message : page.items()) {
                missing(ledger, expected, message.id());
                if (message.id() < expected) {
                    run.breaches.add(Breach.DOUBLED, ledger.chatId() + ": the history has " + message.id() + " again");
                }
                if (message.sentAt().isBefore(sentAt)) {
                    run.breaches.add(Breach.OUT_OF_ORDER, ledger.chatId() + ": sentAt runs back at " + message.id());
                }
                sentAt = message.sentAt();
                compare(ledger, message);
                expected = message.id() + 1;
                checked++;
            }
            offset = from + PAGE;
            missing(ledger, expected, Math.min(offset, chat.lastMessageId()) + 1);
        }
    }

    private void compare(Ledger ledger, Message message) {
        String text = message.text();
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        if (run.text.read(bytes, 0, bytes.length)) {
            ledger.seen(message.id(), message.version(), run.text.sender, run.text.number);
        } else {
            run.breaches.add(Breach.LOST, ledger.chatId() + " " + message.id() + ": the history has another text");
        }
    }

    private void missing(Ledger ledger, long from, long until) {
        for (long id = from; id < until; id++) {
            run.breaches.add(
                    ledger.isAcknowledged(id) ? Breach.LOST : Breach.HOLE,
                    ledger.chatId() + " " + id + ": not in the history"
                            + (ledger.isAcknowledged(id) ? ", though acknowledged" : ""));
        }
    }
}
