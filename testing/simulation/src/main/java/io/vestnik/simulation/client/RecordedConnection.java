package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.checker.ClientCheck;
import io.vestnik.checker.ConnectionCheck;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Records what a client sends and receives on one connection.
final class RecordedConnection implements SimulatedLink.ClientEnd {
    private static final int NO_CLOSE_FRAME = 1006;
    private static final int CLOSED_BY_SERVER = 4000;
    private static final String RATE_LIMITED = "rate_limited";
    private static final String UNAVAILABLE = "unavailable";

    private final ClientCheck client;
    private final ConnectionCheck check;
    private final SeenMessages seen;
    private final LongSupplier nanos;
    private final SimulatedLink.ClientEnd end;
    private final Map<Long, FromClient.Send> sends = new HashMap<>();
    private final Map<Long, Long> marks = new HashMap<>();
    private final LongSupplier requests;

    /// @param nanos the virtual time
    /// @param requests the next unique number of a request
    /// @param end receives each frame after it was recorded
    RecordedConnection(
            ClientCheck client,
            SeenMessages seen,
            LongSupplier nanos,
            LongSupplier requests,
            SimulatedLink.ClientEnd end) {
        this.client = client;
        this.check = client.open();
        this.seen = seen;
        this.nanos = nanos;
        this.requests = requests;
        this.end = end;
    }

    void hello(Resume resume) {
        switch (resume) {
            case Resume.Fresh fresh -> {}
            case Resume.Since since ->
                since.chats()
                        .forEach((chatId, cursor) ->
                                check.since(chatId.value(), cursor.version().value()));
        }
    }

    // ---- what the client sends

    void sent(FromClient frame) {
        switch (frame) {
            case FromClient.Send send -> {
                sends.put(send.ref(), send);
                ClientText text = ClientText.of(Optional.of(send.text()));
                check.requests().send(now(), send.chatId().value(), text.client(), text.number(), false);
            }
            case FromClient.Edit edit -> check.requests().asked(now(), edit.ref());
            case FromClient.Delete delete -> check.requests().asked(now(), delete.ref());
            case FromClient.Read read -> {
                long request = requests.getAsLong();
                marks.put(read.ref(), request);
                check.requests().asked(now(), read.ref());
                client.mark(request, read.chatId().value(), read.upTo().value());
            }
            case FromClient.Typing typing -> {}
            case FromClient.Pong pong -> {}
        }
    }

    private long now() {
        return nanos.getAsLong();
    }

    // ---- what the client receives

    @Override
    public void received(FromServer frame) {
        observe(frame);
        end.received(frame);
    }

    @Override
    public void ended(ConnectionEnd how) {
        boolean closeFrame = how != ConnectionEnd.CUT && how != ConnectionEnd.UNAVAILABLE;
        check.closed(closeFrame ? CLOSED_BY_SERVER : NO_CLOSE_FRAME);
        end.ended(how);
    }

    private void observe(FromServer frame) {
        switch (frame) {
            case FromServer.Ready ready -> check.ready(ready.epoch());
            case FromServer.Event event -> event(event.event());
            case FromServer.Sent sent -> answered(sendOf(sent.ref()), sent.outcome());
            case FromServer.Changed changed -> check.requests().answered(now(), changed.ref(), "");
            case FromServer.Marked marked -> {
                check.requests().answered(now(), marked.ref(), "");
                long request = Objects.requireNonNull(marks.remove(marked.ref()), "a mark that was not requested");
                client.marked(request, marked.readUpTo().value());
            }
            case FromServer.Refused refused -> check.requests().answered(now(), refused.ref(), code(refused.reason()));
            case FromServer.Retry retry -> check.requests().answered(now(), retry.ref(), UNAVAILABLE);
            case FromServer.Ping ping -> {}
            case FromServer.Close close -> {}
        }
    }

    private FromClient.Send sendOf(long ref) {
        return Objects.requireNonNull(sends.remove(ref), "an answer to no send");
    }

    static String code(Refusal reason) {
        return reason == Refusal.CHAT_WITH_ONESELF
                ? "invalid_request"
                : reason.name().toLowerCase(Locale.ROOT);
    }

    private void answered(FromClient.Send send, SendMessage.Outcome outcome) {
        UUID chat = send.chatId().value();
        ClientText text = ClientText.of(Optional.of(send.text()));
        switch (outcome) {
            case SendMessage.Outcome.Sent(Message message) -> sent(chat, text, false, message);
            case SendMessage.Outcome.Duplicate(Message message) -> sent(chat, text, true, message);
            case SendMessage.Outcome.Refused(Refusal reason) -> refused(chat, text, code(reason));
            case SendMessage.Outcome.TooFast tooFast -> refused(chat, text, RATE_LIMITED);
            case SendMessage.Outcome.Unknown unknown -> refused(chat, text, UNAVAILABLE);
        }
    }

    private void sent(UUID chat, ClientText text, boolean duplicate, Message message) {
        check.requests()
                .sent(
                        now(),
                        chat,
                        text.client(),
                        text.number(),
                        message.version().value(),
                        duplicate,
                        seen.of(message));
    }

    private void refused(UUID chat, ClientText text, String code) {
        check.requests().refused(now(), chat, text.client(), text.number(), code);
    }

    private void event(LiveEvent event) {
        switch (event) {
            case LiveEvent.MessageState e ->
                check.message(id(e.chatId()), e.version().value(), seen.of(e.message()));
            case LiveEvent.MemberStates e ->
                check.members(
                        id(e.chatId()), e.version().value(), members(e.members().orElse(List.of())));
            case LiveEvent.ChatState e ->
                check.version(id(e.chatId()), e.version().value());
            case LiveEvent.ChatEntry e ->
                check.chat(
                        id(e.chatId()),
                        e.version().value(),
                        e.view().chat().lastMessageId().value());
            case LiveEvent.Removal e -> check.removed(id(e.chatId()));
            case LiveEvent.ReadMark e ->
                check.read(
                        id(e.chatId()),
                        seen.users().applyAsInt(e.userId()),
                        e.upTo().value());
            case LiveEvent.AllReadMark e ->
                check.allRead(id(e.chatId()), e.upTo().value());
            case LiveEvent.Gap e -> check.gap(id(e.chatId()), e.version().value());
            case LiveEvent.Skipped e ->
                check.skipped(id(e.chatId()), e.version().value());
            case LiveEvent.MarksSummary e ->
                e.items()
                        .forEach(marked -> check.marks(
                                id(marked.chatId()), value(marked.readUpTo()), value(marked.allReadUpTo())));
            case LiveEvent.CaughtUp e -> check.live();
            case LiveEvent.Typing e -> {}
            case LiveEvent.Presence e -> {}
            case LiveEvent.UserState e -> {}
        }
    }

    private static UUID id(ChatId chatId) {
        return chatId.value();
    }

    private static long value(MessageId messageId) {
        return messageId.value();
    }

    private Map<Integer, Boolean> members(List<Member> members) {
        Map<Integer, Boolean> present = new LinkedHashMap<>();
        members.forEach(member -> present.put(seen.users().applyAsInt(member.userId()), member.present()));
        return present;
    }
}
