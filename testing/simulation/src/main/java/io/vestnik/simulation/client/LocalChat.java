package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.law.ChatCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A client's copy of one chat, kept by the rules of "Keeping a chat" in `docs/protocol.md`.
final class LocalChat {
    private final ChatId id;
    private final UserId me;
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final Map<UserId, Role> members = new TreeMap<>();
    /// The changes of members since the running load began. They are applied again to the members that it returns,
    /// which may be older than these events.
    private final List<LiveEvent.MemberStates> sinceLoad = new ArrayList<>();
    private Optional<ChatTitle> title = Optional.empty();
    private long titleVersion;
    private long cursor;
    private long completeAfter = Long.MAX_VALUE;
    private long readUpTo;
    private long allReadUpTo;
    private int loads;
    private boolean loading;

    LocalChat(ChatId id, UserId me) {
        this.id = id;
        this.me = me;
    }

    ChatId id() {
        return id;
    }

    // ---- rule 1: the cursor

    long cursor() {
        return cursor;
    }

    /// "Keep a cursor for each chat: the `version` of the last frame that set it."
    void moveTo(ChatVersion version) {
        cursor = version.value();
    }

    /// What the client says about this chat when it resumes.
    Resume.Cursor resume(boolean withMarks) {
        return new Resume.Cursor(
                new ChatVersion(cursor),
                withMarks
                        ? Optional.of(new Resume.Marks(new MessageId(readUpTo), new MessageId(allReadUpTo)))
                        : Optional.empty());
    }

    // ---- rule 2: messages

    /// "Store each message by its `id`. If the stored message has a higher `version` than the received one, keep the
    /// stored one. A message that is `read` stays `read`."
    void store(Message received) {
        messages.merge(received.id().value(), received, LocalChat::newer);
    }

    private static Message newer(Message stored, Message received) {
        Message newer = stored.version().isAfter(received.version()) ? stored : received;
        return stored.read() || received.read() ? read(newer) : newer;
    }

    private static Message read(Message message) {
        return message.read()
                ? message
                : new Message(
                        message.id(),
                        message.chatId(),
                        message.senderId(),
                        message.text(),
                        message.sentAt(),
                        true,
                        message.version(),
                        message.replyTo(),
                        message.editedAt(),
                        message.deletedAt());
    }

    /// The highest message id that the client has; 0 if it has none.
    long lastId() {
        return messages.isEmpty() ? 0 : messages.lastKey();
    }

    Optional<Message> message(long messageId) {
        return Optional.ofNullable(messages.get(messageId));
    }

    // ---- rule 3: marks

    /// "Keep the highest `readUpTo` and the highest `allReadUpTo` that you have received."
    void marks(ReadStates.Marks marks) {
        readUpTo(marks.readUpTo());
        allReadUpTo(marks.allReadUpTo());
    }

    void readUpTo(MessageId upTo) {
        readUpTo = Math.max(readUpTo, upTo.value());
    }

    void allReadUpTo(MessageId upTo) {
        allReadUpTo = Math.max(allReadUpTo, upTo.value());
    }

    long readUpTo() {
        return readUpTo;
    }

    // ---- members and title

    /// Applies a change of members.
    ///
    /// @return whether the event has no list, so that the members must be loaded
    boolean changeMembers(LiveEvent.MemberStates event) {
        if (loading) {
            sinceLoad.add(event);
        }
        return apply(event);
    }

    private boolean apply(LiveEvent.MemberStates event) {
        for (Member member : event.members().orElse(List.of())) {
            member.role()
                    .ifPresentOrElse(role -> members.put(member.userId(), role), () -> members.remove(member.userId()));
        }
        return event.members().isEmpty();
    }

    void retitle(ChatVersion version, Optional<ChatTitle> newTitle) {
        if (version.value() >= titleVersion) {
            titleVersion = version.value();
            title = newTitle;
        }
    }

    // ---- rule 4: loading

    /// Begins again at a full chat: "The cursor of a chat that is new to you starts at the `version` of its full
    /// `Chat`."
    void enter(ChatVersion version, ChatView view) {
        restart(version);
        seen(view);
    }

    /// Begins again at a gap. What the client had is not reliable any more: it may have changed.
    void restart(ChatVersion version) {
        moveTo(version);
        messages.clear();
        completeAfter = Long.MAX_VALUE;
    }

    /// Begins to load the chat; an earlier load ends without effect.
    ///
    /// @return the number of this load
    int beginLoad() {
        loads++;
        loading = true;
        sinceLoad.clear();
        return loads;
    }

    boolean isLoading(int load) {
        return loading && load == loads;
    }

    boolean loading() {
        return loading;
    }

    void seen(ChatView view) {
        retitle(view.chat().version(), view.chat().title());
        readUpTo(view.me().readUpTo());
        allReadUpTo(view.me().allReadUpTo());
        view.lastMessage().ifPresent(this::store);
    }

    void loadedMembers(List<Member> loaded) {
        members.clear();
        loaded.forEach(member -> member.role().ifPresent(role -> members.put(member.userId(), role)));
        sinceLoad.forEach(this::apply);
    }

    /// Stores the newest page, which ends the load.
    void endLoad(MessageLog.MessageWindow newest) {
        newest.messages().forEach(this::store);
        long first = newest.messages().isEmpty()
                ? 1
                : newest.messages().getFirst().id().value();
        completeAfter = newest.hasMore() ? first - 1 : 0;
        loading = false;
        sinceLoad.clear();
    }

    // ---- the view

    ChatCopy copy() {
        SortedMap<Long, Message> shown = new TreeMap<>();
        messages.forEach((messageId, message) -> {
            boolean own = message.senderId().equals(me);
            // "Your own messages up to `allReadUpTo` are `read`."
            shown.put(messageId, own && messageId <= allReadUpTo ? read(message) : message);
        });
        return new ChatCopy(cursor, title, completeAfter, shown, new TreeMap<>(members), readUpTo, allReadUpTo);
    }
}
