package io.vestnik.simulation.law;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Knows every committed change, and checks L1, L2, L4 and L5 at each commit.
///
/// The store calls [#committed] at the moment when it applies a change, so the oracle always equals the store. Accounts
/// are not disabled in a simulation, so the marks of all present members count.
public final class CommitOracle {
    private final Violations violations;
    private final LongSupplier nanos;
    private final Map<ChatId, OracleChat> chats = new TreeMap<>();
    private final List<Consumer<ChatEvent.MessagePosted>> posts = new ArrayList<>();
    private long changes;

    /// @param nanos the virtual time
    public CommitOracle(Violations violations, LongSupplier nanos) {
        this.violations = violations;
        this.nanos = nanos;
    }

    /// Records a change that the store has just applied. The events of one chat come in the order of the commits, and
    /// the events of one commit in the order in which they will be published.
    public void committed(ChatEvent event) {
        changes++;
        chats.computeIfAbsent(event.chatId(), id -> new OracleChat(id, violations))
                .committed(event, nanos.getAsLong());
        if (event instanceof ChatEvent.MessagePosted posted) {
            posts.forEach(listener -> listener.accept(posted));
        }
    }

    /// Records that a constraint of the store has rejected a commit: the rules of the application, which run before,
    /// must reject each such change.
    ///
    /// @param constraint the name of the constraint
    public void rejected(String constraint) {
        Law law = switch (constraint) {
            case "messages_once" -> Law.L2;
            case "messages_pkey" -> Law.L1;
            default -> Law.L3;
        };
        violations.report(law, "the store rejected a commit because of " + constraint);
    }

    /// The number of changes so far.
    public long changes() {
        return changes;
    }

    /// The virtual time in nanoseconds.
    long nanos() {
        return nanos.getAsLong();
    }

    Violations violations() {
        return violations;
    }

    /// The present members of a chat, in order of their ids; empty if the chat was deleted or does not exist.
    public List<UserId> members(ChatId chatId) {
        return chat(chatId)
                .map(chat -> chat.present().stream().map(OracleMember::userId).toList())
                .orElse(List.of());
    }

    Optional<OracleChat> chat(ChatId chatId) {
        return Optional.ofNullable(chats.get(chatId));
    }

    /// All chats in order of their ids.
    Iterable<OracleChat> chats() {
        return Collections.unmodifiableCollection(chats.values());
    }

    /// Calls `listener` for each new message, after it was recorded.
    void onPost(Consumer<ChatEvent.MessagePosted> listener) {
        posts.add(listener);
    }
}
