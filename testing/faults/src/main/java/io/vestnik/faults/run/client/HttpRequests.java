package io.vestnik.faults.run.client;

import io.vestnik.client.Chat;
import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Posted;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.run.history.HttpHistory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// The recorded HTTP requests of one client. Used by one thread at a time.
public final class HttpRequests {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int PAGE = 200;
    private static final int LOOKED_AT = 50;

    private final VestnikApi api;
    private final HttpHistory history;

    /// @param api the API as the user of the client
    public HttpRequests(VestnikApi api, HttpHistory history) {
        this.api = api;
        this.history = history;
    }

    /// Sends a message and repeats it with its key until the server acknowledges it or refuses it for good.
    ///
    /// @param goOn whether to send the message again after a lost answer
    /// @return the id of the message; empty if its outcome stays unknown
    /// @throws VestnikException if the server refused it for good
    Optional<Long> send(UUID chat, Workload.Outgoing message, BooleanSupplier goOn) {
        UUID key = UUID.randomUUID();
        do {
            Duration pause = PAUSE;
            history.sending(chat, message.number());
            try {
                Posted posted = api.post(chat, key, message.text(), null);
                history.sent(chat, message.number(), posted);
                return Optional.of(posted.message().id());
            } catch (VestnikException e) {
                history.refused(chat, message.number(), e.code());
                if (!e.retryable()) {
                    throw e;
                }
                pause = Objects.requireNonNullElse(e.retryAfter(), PAUSE);
            } catch (ConnectionLostException e) {
                history.lost(chat, message.number());
            }
            Pause.of(pause);
        } while (goOn.getAsBoolean());
        return Optional.empty();
    }

    /// Reads a page of the history that ends at a message or later.
    ///
    /// @param id the id of the message; 0 = the first page
    void look(UUID chat, long id) {
        long request = history.asking(chat);
        history.page(request, api.history(chat, LOOKED_AT, Math.max(0, id - LOOKED_AT / 2)));
    }

    /// Reads the whole history of a chat, page by page.
    public void readAll(UUID chat) {
        long offset = 0;
        HistoryPage page;
        do {
            long request = history.asking(chat);
            long from = offset;
            page = Population.repeated(() -> api.history(chat, PAGE, from));
            history.page(request, page);
            offset += PAGE;
        } while (offset < page.total());
    }

    /// Reads the user's own state of a chat.
    ///
    /// @return false if the user is not a member
    public boolean readState(UUID chat) {
        try {
            Chat state = Population.repeated(() -> api.chat(chat));
            history.state(state);
            return true;
        } catch (VestnikException e) {
            if (e.code().equals("chat_not_found")) {
                return false;
            }
            throw e;
        }
    }

    /// Records that the user is never a member of a chat, so that any frame of the chat is a violation.
    public void stranger(UUID chat) {
        history.stranger(chat);
    }

    /// Requests a chat of which the user is never a member.
    public void probe(UUID chat) {
        String code = "";
        try {
            HistoryPage unused = Population.repeated(() -> api.history(chat, 1, 0));
        } catch (VestnikException e) {
            code = e.code();
        }
        history.probed(chat, code);
    }
}
