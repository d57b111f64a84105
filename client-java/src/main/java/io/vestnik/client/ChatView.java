package io.vestnik.client;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a client knows of one chat: its newest messages, its members, my marks, and the version all of that stands at.
///
/// Events move the version; HTTP answers only fill in. A message gives way only to one with a version at least as high,
/// `read` goes only from false to true, marks only forward, so late and repeated news do no harm. Everything is guarded
/// by one lock; what the methods give are copies.
public final class ChatView {

    /// What an event did to the view.
    enum Applied {
        /// It was the next one.
        NEXT,
        /// It was newer than the next: what is between must be fetched.
        AHEAD,
        /// It was known.
        OLD
    }

    /// From here on `unread` says no more than "more".
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

    /// The oldest message that is to be held: what is older is only to be had over HTTP.
    private long windowFrom = 1;

    private boolean removed;

    /// @param version of the event or the answer that said so: what is older says nothing about this member
    private record KnownMember(Member member, long version) {}

    ChatView(UUID chatId, UUID me, int messagesMax) {
        this.chatId = chatId;
        this.me = me;
        this.messagesMax = messagesMax;
    }

    public UUID chatId() {
        return chatId;
    }

    /// The chat's fields as last heard; absent until first heard.
    public @Nullable Chat chat() {
        return locked(() -> chat);
    }

    /// Up to which version everything is known.
    public long version() {
        return locked(() -> version);
    }

    /// The newest messages without a hole between them, oldest first.
    public List<Message> messages() {
        return locked(() -> List.copyOf(messages.values()));
    }

    /// Those who are members, in no order; as fresh as the last load in a large group.
    public List<Member> members() {
        return locked(() -> members.values().stream()
                .map(KnownMember::member)
                .filter(member -> member.role() != null)
                .toList());
    }

    /// The last message I have read.
    public long readUpTo() {
        return locked(() -> readUpTo);
    }

    /// My messages up to here have been read by everyone.
    public long allReadUpTo() {
        return locked(() -> allReadUpTo);
    }

    /// Messages of others after my mark, not deleted, among those held; exact to 999, 1000 means more.
    public int unread() {
        return locked(() -> (int) messages.tailMap(readUpTo, false).values().stream()
                .filter(message -> !message.isDeleted() && !me.equals(message.senderId()))
                .limit(UNREAD_MAX)
                .count());
    }

    /// Whether what was there before the first event has been fetched.
    public boolean isLoaded() {
        return locked(() -> loaded);
    }

    /// Whether I am no longer in this chat; nothing moves any more.
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
                case ServerFrame.ChatEvent it -> keep(it.chat());
                case ServerFrame.GapEvent it -> loaded = false;
            }
            version = event.version();
            trim();
            return event.version() == before + 1 ? Applied.NEXT : Applied.AHEAD;
        });
    }

    /// Our own message came as an answer; it stands where the event would.
    Applied apply(ServerFrame.Sent sent) {
        if (sent.duplicate()) {
            return locked(() -> {
                merge(sent.message());
                return Applied.OLD;
            });
        }
        return apply(new ServerFrame.MessageEvent(chatId, sent.version(), sent.message()));
    }

    /// An event of an unknown kind moves the cursor all the same.
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

    /// How often the member list was changed, to find out whether a list fetched meanwhile is still good.
    long memberChanges() {
        return locked(() -> memberChanges);
    }

    /// Takes in what was fetched: the newest messages there are, and my own fields.
    ///
    /// @param whole there is nothing older
    void load(Chat fetched, Collection<Message> newest, boolean whole) {
        locked(() -> {
            // What is older than the page would have a hole after it. An empty page says nothing: what is held came
            // after it.
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

    /// Takes in the whole list of members, unless an event has changed it since it was asked for.
    ///
    /// @param askedAt {@link #memberChanges} before asking
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

    /// Takes in what changed after a hole; the version stays what the events made it. Events that came while the answer
    /// was on its way are newer than the answer.
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
        // An old message that is not held any more was edited: it would stand alone before a hole.
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
