package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.checker.Law;
import io.vestnik.checker.Ledger;
import io.vestnik.checker.StoredHistory;
import io.vestnik.client.Chat;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Message;
import io.vestnik.client.VestnikApi;
import java.nio.charset.StandardCharsets;

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
        long last = chat.lastMessageId();
        long first = Math.max(ledger.firstId(), last - most);
        StoredHistory history = new StoredHistory(ledger, run.breaches, first, last, chat.version());
        for (long offset = first; offset < last; offset += PAGE) {
            long from = offset;
            HistoryPage page = REFUSAL_POLICY.ask(() -> api.history(ledger.chatId(), PAGE, from));
            for (Message message : page.items()) {
                history.message(message.id(), message.sentAt().toEpochMilli());
                compare(ledger, message);
            }
            history.end(Math.min(from + PAGE, last));
        }
        checked += history.compared();
    }

    private void compare(Ledger ledger, Message message) {
        String text = message.text();
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        if (run.text.read(bytes, 0, bytes.length)) {
            ledger.seen(message.id(), message.version(), run.text.sender, run.text.number);
        } else {
            run.breaches.add(
                    Law.L3, Breach.LOST, ledger.chatId() + " " + message.id() + ": the history has another text");
        }
    }
}
