package io.vestnik.application.live;

import io.vestnik.application.RateLimit;
import io.vestnik.application.RateLimitedException;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// [Live] with one limit per user on read marks and `typing` together, over all connections of the user. A read mark
/// beyond the limit fails with [RateLimitedException]. A `typing` beyond the limit is dropped.
public record LimitedLive(Live live, RateLimit<UserId> marks) implements Live {

    @Override
    public LiveSession open(UserId userId, DeviceId deviceId, EventSink sink) {
        return new LimitedSession(live.open(userId, deviceId, sink), userId, marks);
    }

    @Override
    public String epoch() {
        return live.epoch();
    }

    @Override
    public boolean online(UserId userId) {
        return live.online(userId);
    }

    @Override
    public Map<DeviceId, UserId> devices() {
        return live.devices();
    }

    @Override
    public void drain(Duration patience) {
        live.drain(patience);
    }

    @Override
    public void close() {
        live.close();
    }

    private record LimitedSession(LiveSession session, UserId userId, RateLimit<UserId> marks) implements LiveSession {
        @Override
        public void catchUp(Resume resume) {
            session.catchUp(resume);
        }

        @Override
        public void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
            session.send(command, answer);
        }

        @Override
        public void readingResumed() {
            session.readingResumed();
        }

        @Override
        public CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
            try {
                RateLimitedException.require(marks, userId);
            } catch (RateLimitedException e) {
                return CompletableFuture.failedStage(e);
            }
            return session.read(chatId, upTo);
        }

        @Override
        public void typing(ChatId chatId) {
            if (marks.take(userId).isEmpty()) {
                session.typing(chatId);
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
