package io.vestnik.client;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The client's copy of one chat: the newest messages, the members, the user's read marks, and the version of this
/// state.
///
/// Events raise the version; HTTP answers only add data. A message is replaced only by one with an equal or higher
/// version, `read` changes only from false to true, and read marks only move forward. Late and repeated events are
/// therefore harmless. One lock guards the state; methods return copies.
public final class ChatView {

    /// How the version of an event relates to the version of the view.
    enum Applied {
        /// The event has the next version.
        NEXT,
        /// The event skips versions; the client must fetch the changes in between.
        AHEAD,
        /// The view already contains the event.
        OLD
    }

    /// The value of `unread` that means 1,000 or more.
    private static final int UNREAD_MAX = 1_000;

    private final UUID chatId;
    private final UUID me;
    private final int messagesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final Map<UUID, KnownMember> members = new HashMap<>();
    private @Nullable Chat chat;
    private long version;
    private long memberChanges;
    private long readUpTo;
    private long allReadUpTo;
    private boolean loaded;

    /// The lowest id of a message that is kept. Older messages are available over HTTP only.
    private long windowFrom = 1;

    private boolean removed;

    /// @param version the version of the event or answer that contained the member; data with a lower version does not
    ///     replace the member
    private record KnownMember(Member member, long version) {}

    ChatView(UUID chatId, UUID me, int messagesMax) {
        this.chatId = chatId;
        this.me = me;
        this.messagesMax = messagesMax;
    }

    public UUID chatId() {
        return chatId;
    }

    /// The latest known fields of the chat; null if no fields are known yet.
    public @Nullable Chat chat() {
        return locked(() -> chat);
    }

    /// The version of the latest event.
    public long version() {
        return locked(() -> version);
    }

    /// The newest messages, oldest first, without gaps between them.
    public List<Message> messages() {
        return locked(() -> List.copyOf(messages.values()));
    }

    /// The members in no order. For a large group the list is as old as the last fetch.
    public List<Member> members() {
        return locked(() -> members.values().stream()
                .map(KnownMember::member)
                .filter(member -> member.role() != null)
                .toList());
    }

    /// The id of the last message that the user has read.
    public long readUpTo() {
        return locked(() -> readUpTo);
    }

    /// The user's messages up to this id are read by all other members.
    public long allReadUpTo() {
        return locked(() -> allReadUpTo);
    }

    /// The number of undeleted messages of others after the user's read mark, counted among the kept messages: exact to
    /// 999; 1000 means more.
    public int unread() {
        return locked(() -> (int) messages.tailMap(readUpTo, false).values().stream()
                .filter(message -> !message.isDeleted() && !me.equals(message.senderId()))
                .limit(UNREAD_MAX)
                .count());
    }

    /// Whether the newest messages and the user's own fields have been fetched. False again after a gap, until the
    /// client has fetched them anew.
    public boolean isLoaded() {
        return locked(() -> loaded);
    }

    /// Whether the user is no longer a member. The view then no longer changes.
    public boolean isRemoved() {
        return locked(() -> removed);
    }

    Hello.Cursor cursor() {
        return locked(() -> new Hello.Cursor(version, new Hello.Marks(readUpTo, allReadUpTo)));
    }

    Applied apply(ServerFrame.Versioned event) {
        return locked(() -> {
            long before = version;
            if (event.version() <= before) {
                return Applied.OLD;
            }
            switch (event) {
                case ServerFrame.MessageEvent it -> keep(it.message());
                case ServerFrame.MembersEvent it -> keepMembers(it.members(), it.version());
                case ServerFrame.ChatEvent it -> {
                    keep(it.chat());
                    if (it.chat().isWhole()) {
                        memberChanges++;
                    }
                }
                case ServerFrame.GapEvent it -> {
                    loaded = false;
                    memberChanges++;
                }
            }
            version = event.version();
            trim();
            return event.version() == before + 1 ? Applied.NEXT : Applied.AHEAD;
        });
    }

    /// Adds the user's own message from the answer to its send. Unless the message is a duplicate, the answer stands in
    /// for the `message` event.
    Applied apply(ServerFrame.Sent sent) {
        if (sent.duplicate()) {
            return locked(() -> {
                merge(sent.message());
                return Applied.OLD;
            });
        }
        return apply(new ServerFrame.MessageEvent(chatId, sent.version(), sent.message()));
    }

    /// Raises the version after an event of an unknown type.
    Applied skipTo(long to) {
        return locked(() -> {
            long before = version;
            version = Math.max(version, to);
            return to <= before ? Applied.OLD : to == before + 1 ? Applied.NEXT : Applied.AHEAD;
        });
    }

    void marks(long read, long allRead) {
        locked(() -> {
            readUpTo = Math.max(readUpTo, read);
            if (allRead > allReadUpTo) {
                messages.subMap(allReadUpTo, false, allRead, true)
                        .replaceAll((id, message) -> readIfMine(message, allRead));
                allReadUpTo = allRead;
            }
            return this;
        });
    }

    void read(UUID reader, long upTo) {
        locked(() -> {
            if (reader.equals(me)) {
                readUpTo = Math.max(readUpTo, upTo);
            }
            members.computeIfPresent(
                    reader, (id, known) -> new KnownMember(atLeast(known.member(), upTo), known.version()));
            return this;
        });
    }

    void remove() {
        locked(() -> {
            removed = true;
            return this;
        });
    }

    /// The number of events so far that changed the members, or that skipped versions in which the members may have
    /// changed. If the number is unchanged after a fetch of the members, the fetched list is current.
    long memberChanges() {
        return locked(() -> memberChanges);
    }

    /// Adds fetched data: the newest messages and the user's own fields.
    ///
    /// @param fromStart whether `newest` begins with the first message of the chat
    void load(Chat fetched, Collection<Message> newest, boolean fromStart) {
        locked(() -> {
            // Older messages are dropped, because messages may be missing between them and the fetched ones. If nothing
            // was fetched, all kept messages stay: they are newer than the answer.
            windowFrom =
                    fromStart ? 1 : newest.stream().mapToLong(Message::id).min().orElse(1);
            messages.headMap(windowFrom, false).clear();
            newest.forEach(this::merge);
            keep(fetched);
            loaded = true;
            trim();
            return this;
        });
    }

    /// Replaces the members by a fetched list.
    ///
    /// @param askedAt the value of {@link #memberChanges} before the request
    /// @return false if the members have changed since the request; then nothing is replaced
    boolean loadMembers(Collection<Member> fetched, long askedAt) {
        return locked(() -> {
            if (memberChanges != askedAt) {
                return false;
            }
            Map<UUID, KnownMember> before = Map.copyOf(members);
            members.clear();
            for (Member member : fetched) {
                KnownMember held = before.get(member.userId());
                Member now =
                        held == null ? member : atLeast(member, held.member().readUpTo());
                members.put(member.userId(), new KnownMember(now, version));
            }
            return true;
        });
    }

    /// Adds fetched changes for which no event arrived. The version of the view stays as it is: an event has already
    /// raised it, and events that arrived during the request are newer than the answer.
    void fill(Changes changes) {
        locked(() -> {
            changes.messages().forEach(this::keep);
            keepMembers(changes.members(), changes.version());
            Chat changed = changes.chat();
            if (changed != null) {
                keep(changed);
            }
            trim();
            return this;
        });
    }

    private void keep(Message message) {
        // A message older than the kept ones, such as an old message that was edited, is ignored: between it and the
        // kept messages, other messages would be missing.
        if (message.id() >= windowFrom) {
            merge(message);
        }
    }

    private void merge(Message message) {
        Message wanted = readIfMine(message, allReadUpTo);
        messages.merge(message.id(), wanted, (held, next) -> {
            Message newer = next.version() >= held.version() ? next : held;
            return held.read() || next.read() ? newer.asRead() : newer;
        });
    }

    private Message readIfMine(Message message, long upTo) {
        return me.equals(message.senderId()) && message.id() <= upTo ? message.asRead() : message;
    }

    private void keepMembers(List<Member> changed, long at) {
        for (Member member : changed) {
            members.merge(
                    member.userId(),
                    new KnownMember(member, at),
                    (held, next) -> next.version() >= held.version() ? next : held);
        }
        memberChanges++;
    }

    private static Member atLeast(Member member, long readUpTo) {
        return member.readUpTo() >= readUpTo
                ? member
                : new Member(
                        member.userId(),
                        member.name(),
                        member.role(),
                        member.joinedAt(),
                        member.joinedAfter(),
                        readUpTo);
    }

    private void keep(Chat next) {
        Chat held = chat;
        if (held == null || next.version() >= held.version()) {
            chat = next.isWhole() || held == null ? next : shared(next, held);
        }
        if (next.isWhole()) {
            marks(next.readUpTo(), next.allReadUpTo());
        }
    }

    private static Chat shared(Chat next, Chat mine) {
        return new Chat(
                next.id(),
                next.kind(),
                next.title(),
                next.createdBy(),
                next.createdAt(),
                next.memberCount(),
                next.version(),
                next.lastMessageId(),
                next.activityAt(),
                mine.peer(),
                mine.lastMessage(),
                mine.myRole(),
                mine.readUpTo(),
                mine.allReadUpTo(),
                mine.unread());
    }

    private void trim() {
        while (messages.size() > messagesMax) {
            windowFrom = messages.firstKey() + 1;
            messages.remove(messages.firstKey());
        }
    }

    private interface Body<T extends @Nullable Object> {
        T run();
    }

    private <T extends @Nullable Object> T locked(Body<T> body) {
        lock.lock();
        try {
            return body.run();
        } finally {
            lock.unlock();
        }
    }
}
