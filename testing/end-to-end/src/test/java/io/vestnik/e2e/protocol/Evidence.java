package io.vestnik.e2e.protocol;

import io.vestnik.client.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The observations and acknowledgements of all walkers; a contradiction violates a law. Thread-safe.
final class Evidence {
    private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
    private final Map<State, String> states = new ConcurrentHashMap<>();
    private final Map<MessageRef, UUID> senders = new ConcurrentHashMap<>();
    private final Map<Key, MessageRef> byKey = new ConcurrentHashMap<>();
    private final Map<MessageRef, Key> byMessage = new ConcurrentHashMap<>();
    private final Map<UUID, Set<UUID>> memberships = new ConcurrentHashMap<>();

    /// A reference to a message.
    record MessageRef(UUID chat, long id) {}

    private record State(UUID chat, long id, long version) {}

    private record Key(UUID chat, UUID sender, UUID key) {}

    void breach(String law, String what) {
        breaches.add(law + ": " + what);
    }

    List<String> breaches() {
        return List.copyOf(breaches);
    }

    /// Records that a user is about to become a member of a chat.
    void letIn(UUID user, UUID chat) {
        memberships.computeIfAbsent(user, k -> ConcurrentHashMap.newKeySet()).add(chat);
    }

    boolean wasEverIn(UUID user, UUID chat) {
        return memberships.getOrDefault(user, Set.of()).contains(chat);
    }

    /// Records a version of a message. It must be equal for all members, and the sender must never change.
    void saw(String who, UUID chat, Message message, long version) {
        if (message.version() == version) {
            String text = message.isDeleted() ? "(deleted)" : String.valueOf(message.text());
            agree(states.putIfAbsent(new State(chat, message.id(), version), text), text, "L4", who, chat, message);
        }
        UUID sender = message.senderId();
        if (sender != null) {
            agree(senders.putIfAbsent(new MessageRef(chat, message.id()), sender), sender, "L1", who, chat, message);
        }
    }

    private void agree(@Nullable Object before, Object now, String law, String who, UUID chat, Message message) {
        if (before != null && !before.equals(now)) {
            breach(
                    law,
                    String.format(
                            Locale.ROOT, "%s saw %s in %s at %d, where %s was", who, now, chat, message.id(), before));
        }
    }

    /// Records that a key belongs to one message, and that the message belongs to this key.
    void acknowledged(String who, UUID sender, UUID key, Message message) {
        Key named = new Key(message.chatId(), sender, key);
        MessageRef ref = new MessageRef(message.chatId(), message.id());
        MessageRef before = byKey.putIfAbsent(named, ref);
        if (before != null && !before.equals(ref)) {
            breach("L2", String.format(Locale.ROOT, "%s: key %s got the message %s, before %s", who, key, ref, before));
        }
        Key other = byMessage.putIfAbsent(ref, named);
        if (other != null && !other.equals(named)) {
            breach("L2", String.format(Locale.ROOT, "%s: key %s got the message %s of %s", who, named, ref, other));
        }
    }

    /// All acknowledged messages with their senders.
    Map<MessageRef, UUID> acknowledgedSenders() {
        Map<MessageRef, UUID> all = new ConcurrentHashMap<>();
        byMessage.forEach((ref, key) -> all.put(ref, key.sender()));
        return all;
    }
}
