package io.vestnik.http;

import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.Session;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Values that the use cases of the tests return.
public final class Samples {
    static final Instant NOW = Instant.parse("2026-11-22T18:00:00.123Z");
    static final ChatId CHAT = new ChatId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"));

    private Samples() {}

    static Message message(long id) {
        return new Message(
                new MessageId(id),
                CHAT,
                StubUseCases.ALICE,
                Optional.of(new MessageText("привет 🎉")),
                NOW,
                false,
                new ChatVersion(id + 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static Member member(Role role) {
        return new Member(
                StubUseCases.ALICE,
                new UserName("Alice 🦊"),
                Optional.of(role),
                NOW,
                MessageId.NONE,
                new MessageId(2),
                MessageId.NONE,
                new MessageId(1));
    }

    public static Chat group() {
        return new Chat(
                CHAT,
                ChatKind.GROUP,
                Optional.of(new ChatTitle("Sunday hike 🏔")),
                Optional.of(StubUseCases.ALICE),
                NOW,
                2,
                new ChatVersion(4),
                new MessageId(3),
                NOW);
    }

    static ChatView groupView() {
        return new ChatView(group(), Optional.empty(), Optional.of(message(3)), member(Role.OWNER), 1);
    }

    static ChatView directView() {
        Chat direct = new Chat(
                CHAT,
                ChatKind.DIRECT,
                Optional.empty(),
                Optional.of(StubUseCases.ALICE),
                NOW,
                2,
                ChatVersion.FIRST,
                MessageId.NONE,
                NOW);
        Peer bob = new Peer(StubUseCases.BOB, new UserName("Bob 🐻"), true, Optional.of(NOW));
        return new ChatView(direct, Optional.of(bob), Optional.empty(), member(Role.MEMBER), 0);
    }

    static Session session() {
        return new Session(
                StubUseCases.ALICE,
                StubUseCases.DEVICE,
                new AccessToken("access"),
                NOW,
                new RefreshToken("refresh"),
                NOW);
    }
}
