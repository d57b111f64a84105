package io.vestnik.client;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The client's state of one chat: its newest messages, its members, the user's marks, and the version of this state.
///
/// Events move the version; HTTP answers only add data. A message is replaced only by one with a version at least as
/// high, `read` changes only from false to true, and marks only move forward, so late and repeated events are harmless.
/// One lock guards all state; methods return copies.
public final class ChatView {

    /// The effect of an event on the view.
    enum Applied {
        /// The next event in order.
        NEXT,
        /// Newer than the next event: the ones between must be fetched.
        AHEAD,
        /// Already known.
        OLD
    }

    /// The value of `unread` for "1,000 or more".
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

    /// The oldest message that is kept; older ones are available over HTTP only.
    private long windowFrom = 1;

    private boolean removed;

    /// @param version of the event or answer with this member; older ones do not change the member
    private record KnownMember(Member member, long version) {}

    ChatView(UUID chatId, UUID me, int messagesMax) {
        this.chatId = chatId;
        this.me = me;
        this.messagesMax = messagesMax;
    }

    public UUID chatId() {
        return chatId;
    }

    /// The latest fields of the chat; absent until the first ones arrive.
    public @Nullable Chat chat() {
        return locked(() -> chat);
    }

    /// The version up to which the state is complete.
    public long version() {
        return locked(() -> version);
    }

    /// The newest messages without gaps, oldest first.
    public List<Message> messages() {
        return locked(() -> List.copyOf(messages.values()));
    }

    /// The members, unordered; in a large group as of the last load.
    public List<Member> members() {
        return locked(() -> members.values().stream()
                .map(KnownMember::member)
                .filter(member -> member.role() != null)
                .toList());
    }

    /// The last message that the user has read.
    public long readUpTo() {
        return locked(() -> readUpTo);
    }

    /// All other members have read the user's messages up to this one.
    public long allReadUpTo() {
        return locked(() -> allReadUpTo);
    }

    /// Undeleted messages of others after the user's mark, among the kept ones; exact to 999, 1000 means more.
    public int unread() {
        return locked(() -> (int) messages.tailMap(readUpTo, false).values().stream()
                .filter(message -> !message.isDeleted() && !me.equals(message.senderId()))
                .limit(UNREAD_MAX)
                .count());
    }

    /// Whether the state before the first event has been fetched.
    public boolean isLoaded() {
        return locked(() -> loaded);
    }

    /// Whether the user is no longer a member; the view then stays unchanged.
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

    /// The user's own message arrived as an answer; it takes the place of the event.
    Applied apply(ServerFrame.Sent sent) {
        if (sent.duplicate()) {
            return locked(() -> {
                merge(sent.message());
                return Applied.OLD;
            });
        }
        return apply(new ServerFrame.MessageEvent(chatId, sent.version(), sent.message()));
    }

    /// An event of an unknown type moves the cursor nevertheless.
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

    /// A counter of events that change the members, or that skip versions in which they may have changed. It shows
    /// whether a list fetched meanwhile is still current.
    long memberChanges() {
        return locked(() -> memberChanges);
    }

    /// Adds fetched data: the newest messages, and the user's own fields.
    ///
    /// @param whole no older messages exist
    void load(Chat fetched, Collection<Message> newest, boolean whole) {
        locked(() -> {
            // Messages older than the page would have a gap after them. An empty page removes nothing: the kept
            // messages came after it.
            windowFrom =
                    whole ? 1 : newest.stream().mapToLong(Message::id).min().orElse(1);
            messages.headMap(windowFrom, false).clear();
            newest.forEach(this::merge);
            keep(fetched);
            loaded = true;
            trim();
            return this;
        });
    }

    /// Adds a complete list of members, unless an event has changed the members since it was requested.
    ///
    /// @param askedAt {@link #memberChanges} before the request
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

    /// Adds the changes of a gap; the version stays as the events set it. Events that came during the request are newer
    /// than its answer.
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
        // An edit of an old message that is no longer kept: adding it would leave a gap after it.
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
