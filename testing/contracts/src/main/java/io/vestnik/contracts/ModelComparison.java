package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.ModelChat.ModelMember;
import io.vestnik.contracts.ModelChat.ModelMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates.Reader;
import io.vestnik.domain.read.ReadStates.Readers;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;

/// Compares the state of a store with that of a [ModelChat].
record ModelComparison(StoreUnderTest store) {
    /// The number of messages at the end of a chat that each comparison covers; [#compareHistory] compares all
    /// messages.
    private static final int RECENT = 40;

    private static final int PAGE = 200;

    /// The fields of a message that do not depend on the store's clock.
    record MessageShape(
            long id,
            UserId senderId,
            Optional<MessageText> text,
            Optional<MessageId> replyTo,
            boolean read,
            boolean edited,
            boolean deleted,
            long version) {
        static MessageShape of(Message message) {
            return new MessageShape(
                    message.id().value(),
                    message.senderId(),
                    message.text(),
                    message.replyTo(),
                    message.read(),
                    message.editedAt().isPresent(),
                    message.deletedAt().isPresent(),
                    message.version().value());
        }

        static MessageShape of(ModelMessage message) {
            return new MessageShape(
                    message.id,
                    message.senderId,
                    message.text,
                    message.draft.replyTo(),
                    message.read,
                    message.edited,
                    message.deleted,
                    message.version);
        }

        /// A copy in which `read` is false, for comparisons that ignore `read`.
        MessageShape readOrNot() {
            return new MessageShape(id, senderId, text, replyTo, false, edited, deleted, version);
        }
    }

    private record MemberShape(
            UserId userId, Optional<Role> role, long joinedAfter, long readUpTo, long allReadUpTo, long lastSent) {
        static MemberShape of(Member member) {
            return new MemberShape(
                    member.userId(),
                    member.role(),
                    member.joinedAfter().value(),
                    member.readUpTo().value(),
                    member.allReadUpTo().value(),
                    member.lastSent().value());
        }

        static MemberShape of(ModelChat chat, ModelMember member) {
            long lastSent = chat.messages.stream()
                    .filter(message -> message.senderId.equals(member.userId))
                    .mapToLong(message -> message.id)
                    .max()
                    .orElse(0);
            return new MemberShape(
                    member.userId,
                    member.role,
                    member.joined.joinedAfter().value(),
                    member.readUpTo,
                    member.allReadUpTo,
                    lastSent);
        }
    }

    /// Compares the shared fields of the chat, its members and its last messages.
    void compare(ModelChat chat) {
        List<ModelMember> present = chat.present();
        UserId anyMember = present.getFirst().userId;
        for (ModelMember member : present) {
            ChatView view = value(store.chats().find(chat.id, member.userId));
            assertThat(view.chat().kind()).isEqualTo(chat.kind);
            assertThat(view.chat().title()).as("title").isEqualTo(chat.title);
            assertThat(view.chat().createdBy()).as("creator").contains(chat.creator);
            assertThat(view.chat().memberCount()).as("member count").isEqualTo(present.size());
            assertThat(view.chat().version().value()).as("version").isEqualTo(chat.version);
            assertThat(view.chat().lastMessageId().value()).as("last message").isEqualTo(chat.last());
            assertThat(view.lastMessage().map(MessageShape::of))
                    .as("newest message")
                    .isEqualTo(chat.message(new MessageId(chat.last())).map(MessageShape::of));
            assertThat(MemberShape.of(view.me())).as("own membership").isEqualTo(MemberShape.of(chat, member));
            assertThat((long) view.unread()).as("unread of %s", member.userId).isEqualTo(chat.unread(member));
        }
        assertThat(value(store.chats().members(chat.id, anyMember, PAGE, Optional.empty())).items().stream()
                        .map(MemberShape::of))
                .as("members")
                .containsExactlyInAnyOrderElementsOf(present.stream()
                        .map(member -> MemberShape.of(chat, member))
                        .toList());
        compareMessages(chat, Math.max(0, chat.last() - RECENT));
    }

    /// Compares all messages of the chat.
    void compareHistory(ModelChat chat) {
        for (long offset = 0; offset < chat.last(); offset += PAGE) {
            compareMessages(chat, offset);
        }
    }

    private void compareMessages(ModelChat chat, long offset) {
        UserId anyMember = chat.present().getFirst().userId;
        List<MessageShape> expected = chat.messages.stream()
                .skip(offset)
                .limit(PAGE)
                .map(MessageShape::of)
                .toList();
        assertThat(value(store.messageLog().history(chat.id, anyMember, offset, PAGE)).messages().stream()
                        .map(MessageShape::of))
                .as("messages after %d", offset)
                .containsExactlyElementsOf(expected);
    }

    /// Compares the readers of a message.
    void compareReaders(ModelChat chat, ModelMessage message) {
        UserId anyMember = chat.present().getFirst().userId;
        Readers readers = value(
                store.readStates().readers(chat.id, anyMember, new MessageId(message.id), PAGE, Optional.empty()));
        assertThat(readers.required())
                .as("who must read %d", message.id)
                .isEqualTo(chat.mustRead(message).size());
        assertThat(readers.page().items().stream().map(Reader::userId))
                .as("who has read %d", message.id)
                .containsExactlyElementsOf(chat.mustRead(message).stream()
                        .filter(member -> member.readUpTo >= message.id)
                        .map(member -> member.userId)
                        .toList());
    }

    private static <T> T value(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason) -> throw new AssertionError("a member was refused: " + reason);
        };
    }
}
