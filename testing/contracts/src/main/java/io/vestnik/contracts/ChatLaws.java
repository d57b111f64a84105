package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.LiveIndex.Snapshot;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.read.ReadStates.Marks;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Checks the laws for one chat. No change of the chat may be in progress.
final class ChatLaws {
    private static final int PAGE = 200;

    /// The size of the pages in which logs are read, small enough that short logs also have several pages.
    private static final int SMALL_PAGE = 7;

    private final StoreUnderTest store;
    private final List<ChatEvent> published;
    private final ChatId chatId;
    private final Map<UserId, Snapshot> snapshots;
    private final Chat chat;
    private final List<Message> history;
    private final Map<UserId, Member> members;

    ChatLaws(StoreUnderTest store, List<ChatEvent> published, ChatId chatId, Map<UserId, Snapshot> snapshots) {
        this.store = store;
        this.published = published;
        this.chatId = chatId;
        this.snapshots = snapshots;
        UserId anyMember = snapshots.keySet().iterator().next();
        this.chat = value(store.chats().find(chatId, anyMember)).chat();
        this.history = readHistory(anyMember);
        this.members = value(store.chats().members(chatId, anyMember, PAGE, Optional.empty())).items().stream()
                .collect(Collectors.toMap(Member::userId, Function.identity()));
    }

    void check() {
        law_1_ids_are_dense_and_time_does_not_decrease();
        law_2_a_key_names_one_message();
        law_4_each_version_is_published_once_in_order_with_its_change();
        law_4_catching_up_returns_the_present_state_of_everything();
        law_5_marks_and_floors_only_rise();
        law_5_a_read_message_was_read_by_all_other_members();
        law_5_each_author_was_notified_of_the_all_read_mark();
        law_6_unread_equals_the_count_in_the_log();
        the_member_count_is_right_and_a_group_has_one_owner();
    }

    private static <T> T value(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason) -> throw new AssertionError("a member was refused: " + reason);
        };
    }

    private List<Message> readHistory(UserId viewer) {
        List<Message> all = new ArrayList<>();
        long offset = 0;
        HistoryPage page;
        do {
            page = value(store.messageLog().history(chatId, viewer, offset, PAGE));
            all.addAll(page.messages());
            offset += PAGE;
        } while (offset < page.total());
        return all;
    }

    private <E extends ChatEvent> List<E> published(Class<E> kind) {
        return published.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void law_1_ids_are_dense_and_time_does_not_decrease() {
        assertThat(history.stream().map(message -> message.id().value()))
                .as("L1: ids of %s", chatId)
                .containsExactlyElementsOf(oneTo(chat.lastMessageId().value()));
        assertThat(history.stream().map(Message::sentAt))
                .as("L1: times of %s", chatId)
                .isSorted();
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private void law_2_a_key_names_one_message() {
        assertThat(published(ChatEvent.MessagePosted.class).stream()
                        .map(posted -> List.of(posted.message().senderId(), posted.key())))
                .as("L2: keys of %s", chatId)
                .doesNotHaveDuplicates();
        assertThat(published(ChatEvent.MessagePosted.class).stream()
                        .map(posted -> posted.message().id().value()))
                .as("L2: messages posted in %s", chatId)
                .containsExactlyElementsOf(oneTo(history.size()));
    }

    private void law_4_each_version_is_published_once_in_order_with_its_change() {
        assertThat(published(ChatEvent.Versioned.class).stream()
                        .map(event -> event.version().value()))
                .as("L4: published versions of %s", chatId)
                .containsExactlyElementsOf(oneTo(chat.version().value()));
        Map<MessageId, Message> lastPublished = new HashMap<>();
        for (ChatEvent event : published) {
            switch (event) {
                case ChatEvent.MessagePosted posted ->
                    lastPublished.put(posted.message().id(), posted.message());
                case ChatEvent.MessageChanged changed ->
                    lastPublished.put(changed.message().id(), changed.message());
                case ChatEvent.ChatOpened opened -> {}
                case ChatEvent.ChatRetitled retitled -> {}
                case ChatEvent.MembersChanged changed -> {}
                case ChatEvent.MarksMoved moved -> {}
                case ChatEvent.ChatClosed closed -> {}
            }
        }
        assertThat(history.stream().map(ChatLaws::unread))
                .as("L4: messages of %s as last published", chatId)
                .containsExactlyElementsOf(history.stream()
                        .map(message -> unread(lastPublished.getOrDefault(message.id(), message)))
                        .toList());
    }

    /// A message as it was before it was read.
    private static Message unread(Message message) {
        return new Message(
                message.id(),
                message.chatId(),
                message.senderId(),
                message.text(),
                message.sentAt(),
                false,
                message.version(),
                message.replyTo(),
                message.editedAt(),
                message.deletedAt());
    }

    private void law_4_catching_up_returns_the_present_state_of_everything() {
        UserId anyMember = snapshots.keySet().iterator().next();
        ChangesReader reader = new ChangesReader(store, chatId, anyMember);
        Changes all = reader.read(ChatVersion.NONE, Integer.MAX_VALUE);
        assertThat(all.upTo()).as("L4: version of %s", chatId).isEqualTo(chat.version());
        assertThat(all.events().stream().map(ChatEvent.Versioned::version))
                .as("L4: versions read back of %s", chatId)
                .isSortedAccordingTo(Comparator.naturalOrder())
                .doesNotHaveDuplicates();
        assertThat(all.events().stream()
                        .filter(ChatEvent.MessageChanged.class::isInstance)
                        .map(event -> ((ChatEvent.MessageChanged) event).message())
                        .sorted(Comparator.comparing(Message::id)))
                .as("L4: messages read back of %s", chatId)
                .containsExactlyElementsOf(history);
        assertThat(reader.readAll(ChatVersion.NONE, Math.max(SMALL_PAGE, history.size() / 100)))
                .as("L4: changes of %s, page by page", chatId)
                .containsExactlyElementsOf(all.events());
    }

    private void law_5_marks_and_floors_only_rise() {
        List<ChatEvent.MarksMoved> moves = published(ChatEvent.MarksMoved.class);
        assertThat(moves.stream().map(moved -> moved.marksVersion().value()))
                .as("L5: published moves of %s", chatId)
                .containsExactlyElementsOf(oneTo(moves.size()));
        assertThat(moves.stream().map(ChatEvent.MarksMoved::version))
                .as("L7: versions of the moves of %s", chatId)
                .isSortedAccordingTo(Comparator.naturalOrder())
                .allMatch(version -> !version.isAfter(chat.version()));
        assertThat(moves.stream().map(move -> move.floors().everyone()))
                .as("L5: floors of %s", chatId)
                .isSortedAccordingTo(Comparator.naturalOrder());
        Map<UserId, MessageId> marks = new HashMap<>();
        for (ChatEvent.MarksMoved move : moves) {
            for (ChatEvent.Read read : move.reads()) {
                assertThat(read.to()).as("L5: %s moves forward", read).isGreaterThan(read.from());
                assertThat(read.from())
                        .as("L5: %s continues from the previous mark", read)
                        .isGreaterThanOrEqualTo(marks.getOrDefault(read.userId(), MessageId.NONE));
                marks.put(read.userId(), read.to());
            }
        }
        members.values()
                .forEach(member -> assertThat(member.readUpTo())
                        .as("L5: mark of %s", member)
                        .isEqualTo(MessageId.max(
                                member.joinedAfter(), marks.getOrDefault(member.userId(), MessageId.NONE))));
    }

    private void law_5_a_read_message_was_read_by_all_other_members() {
        for (Message message : history) {
            Member author = members.get(message.senderId());
            if (author != null) {
                assertThat(message.read())
                        .as("L5: %s is read if up to its author's %s", message, author.allReadUpTo())
                        .isEqualTo(!message.id().isAfter(author.allReadUpTo()));
            }
            if (message.read()) {
                assertThat(members.values())
                        .filteredOn(member -> !member.userId().equals(message.senderId()))
                        .as("L5: the others in the chat of %s", message)
                        .allMatch(member -> !message.id().isAfter(member.readUpTo()));
            }
        }
    }

    private void law_5_each_author_was_notified_of_the_all_read_mark() {
        Map<UserId, MessageId> announced = new HashMap<>();
        for (ChatEvent event : published) {
            switch (event) {
                case ChatEvent.ChatOpened opened ->
                    opened.members().forEach(member -> announced.put(member.userId(), member.allReadUpTo()));
                case ChatEvent.MembersChanged changed ->
                    changed.members().stream()
                            .filter(member -> changed.added().contains(member.userId()))
                            .forEach(member -> announced.put(member.userId(), member.allReadUpTo()));
                case ChatEvent.MarksMoved moved -> {
                    announced.replaceAll(
                            (userId, upTo) -> MessageId.max(upTo, moved.floors().everyone()));
                    moved.floors()
                            .exceptLowest()
                            .ifPresent(own -> announced.merge(own.author(), own.upTo(), MessageId::max));
                }
                case ChatEvent.MessagePosted posted -> {}
                case ChatEvent.MessageChanged changed -> {}
                case ChatEvent.ChatRetitled retitled -> {}
                case ChatEvent.ChatClosed closed -> {}
            }
        }
        members.values()
                .forEach(member -> assertThat(announced.get(member.userId()))
                        .as("L5: all-read mark published to %s in %s", member, chatId)
                        .isEqualTo(member.allReadUpTo()));
    }

    private void law_6_unread_equals_the_count_in_the_log() {
        for (UserId viewer : snapshots.keySet()) {
            ChatView view = value(store.chats().find(chatId, viewer));
            long counted = history.stream()
                    .filter(message -> message.id().isAfter(view.me().readUpTo())
                            && !message.senderId().equals(viewer)
                            && !message.deleted())
                    .count();
            int unread = (int) Math.min(counted, ChatView.UNREAD_EXACT_MAX + 1L);
            assertThat(view.unread())
                    .as("L6: unread of %s in %s", viewer, chatId)
                    .isEqualTo(unread);
            assertThat(store.readStates().marks(viewer, List.of(chatId)))
                    .as("L6: marks of %s in %s", viewer, chatId)
                    .containsExactly(
                            new Marks(chatId, view.me().readUpTo(), view.me().allReadUpTo(), unread));
            assertThat(view.me()).as("membership of %s in %s", viewer, chatId).isEqualTo(members.get(viewer));
        }
    }

    private void the_member_count_is_right_and_a_group_has_one_owner() {
        assertThat(members.values()).as("members of %s", chatId).hasSize(chat.memberCount());
        assertThat(members.values().stream().filter(member -> member.role().equals(Optional.of(Role.OWNER))))
                .as("owners of %s", chatId)
                .hasSize(chat.kind() == ChatKind.GROUP ? 1 : 0);
        assertThat(snapshots.values())
                .as("snapshots in %s", chatId)
                .allMatch(snapshot -> snapshot.chat().equals(chat));
    }
}
