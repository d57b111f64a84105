package io.vestnik.simulation.law;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Checks that the view of a client equals the store, when faults have stopped and the client had time to catch up.
public final class ViewLaws {
    private final CommitOracle oracle;
    private final Violations violations;

    /// Checks the views of the clients of one store.
    public ViewLaws(CommitOracle oracle) {
        this.oracle = oracle;
        this.violations = oracle.violations();
    }

    /// Checks all chats of a client.
    ///
    /// @param copies the client's chats
    public void requireEqual(UserId userId, Map<ChatId, ChatCopy> copies) {
        for (OracleChat chat : oracle.chats()) {
            Optional<ChatCopy> copy = Optional.ofNullable(copies.get(chat.id()));
            boolean present = chat.isPresent(userId);
            violations.require(
                    present ? Law.L4 : Law.L7,
                    present == copy.isPresent(),
                    () -> userId + (present ? " lacks the chat " : " has the foreign chat ") + chat.id());
            if (present) {
                copy.ifPresent(each -> requireEqual(userId, chat, each));
            }
        }
        for (ChatId chatId : copies.keySet()) {
            violations.require(
                    Law.L7, oracle.chat(chatId).isPresent(), () -> userId + " has an unknown chat " + chatId);
        }
    }

    private void requireEqual(UserId userId, OracleChat chat, ChatCopy copy) {
        String where = userId + " in " + chat.id() + ": ";
        violations.require(
                Law.L4,
                copy.version() == chat.version(),
                () -> where + "version " + copy.version() + " of " + chat.version());
        violations.require(
                Law.L4, copy.title().equals(chat.titleAt(chat.version())), () -> where + "title " + copy.title());
        Map<UserId, Role> members = new TreeMap<>();
        chat.present().forEach(member -> member.role().ifPresent(role -> members.put(member.userId(), role)));
        violations.require(
                Law.L4, members.equals(copy.members()), () -> where + "members " + copy.members() + " of " + members);
        requireEqualMessages(where, chat, copy);
        OracleMember me = chat.member(userId).orElseThrow();
        violations.require(
                Law.L5,
                copy.readUpTo() == me.readUpTo(),
                () -> where + "mark " + copy.readUpTo() + " of " + me.readUpTo());
        requireEqualAllRead(where, chat, me, copy);
    }

    /// A rise of `allReadUpTo` that concerns no message of the user causes no event, so the client may have an earlier
    /// value.
    private void requireEqualAllRead(String where, OracleChat chat, OracleMember me, ChatCopy copy) {
        boolean concerned = chat.messages().stream()
                .map(OracleMessage::posted)
                .filter(message -> message.senderId().equals(me.userId()))
                .anyMatch(message -> message.id().value() > copy.allReadUpTo()
                        && message.id().value() <= me.allReadUpTo());
        violations.require(
                Law.L5,
                copy.allReadUpTo() <= me.allReadUpTo() && !concerned,
                () -> where + "all read " + copy.allReadUpTo() + " of " + me.allReadUpTo());
    }

    private void requireEqualMessages(String where, OracleChat chat, ChatCopy copy) {
        for (OracleMessage stored : chat.messages()) {
            Message latest = stored.latest();
            Message mine = copy.messages().get(latest.id().value());
            if (mine == null) {
                violations.require(
                        Law.L4, latest.id().value() <= copy.completeAfter(), () -> where + "no message " + latest.id());
            } else {
                violations.require(
                        Law.L4, OracleMessage.same(mine, latest), () -> where + mine + " in place of " + latest);
                violations.require(Law.L5, !mine.read() || chat.isRead(mine), () -> where + mine + " is not read");
            }
        }
        for (Message mine : copy.messages().values()) {
            violations.require(Law.L3, chat.message(mine.id()).isPresent(), () -> where + "an unknown message " + mine);
        }
    }
}
