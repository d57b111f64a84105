package io.vestnik.simulation.law;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.Optional;

/// Checks L3, L5, L6 and L7 for reads of the store. Each method is called in the same step as the read, so that the
/// result must equal the oracle.
public final class ReadLaws {
    private final CommitOracle oracle;
    private final Violations violations;

    /// Checks the reads of one store.
    public ReadLaws(CommitOracle oracle) {
        this.oracle = oracle;
        this.violations = oracle.violations();
    }

    /// Checks that a request about a chat was answered to a member, and refused to everyone else.
    public void answered(ChatId chatId, UserId viewer, Outcome<?> outcome) {
        boolean member =
                oracle.chat(chatId).filter(chat -> chat.isPresent(viewer)).isPresent();
        boolean found = switch (outcome) {
            case Outcome.Done<?> done -> true;
            case Outcome.Refused<?> refused -> refused.reason() != Refusal.CHAT_NOT_FOUND;
        };
        violations.require(Law.L7, member || !found, () -> "the stranger " + viewer + " got " + outcome);
        violations.require(Law.L3, !member || found, () -> "the member " + viewer + " of " + chatId + " was refused");
    }

    /// Checks a view of a chat.
    public void view(UserId viewer, ChatView view) {
        Optional<OracleChat> known = oracle.chat(view.chat().id());
        if (!violations.require(Law.L3, known.isPresent(), () -> "no such chat: " + view)) {
            return;
        }
        OracleChat chat = known.orElseThrow();
        violations.require(
                Law.L4,
                view.chat().version().value() == chat.version()
                        && view.chat().lastMessageId().value() == chat.last(),
                () -> view + " at version " + chat.version());
        ReadStates.Marks marks =
                new ReadStates.Marks(chat.id(), view.me().readUpTo(), view.me().allReadUpTo(), view.unread());
        marks(viewer, marks);
    }

    /// Checks the marks of a user.
    public void marks(UserId viewer, ReadStates.Marks marks) {
        Optional<OracleMember> member = oracle.chat(marks.chatId()).flatMap(chat -> chat.member(viewer));
        if (!violations.require(
                Law.L7, member.filter(OracleMember::present).isPresent(), () -> viewer + " got " + marks)) {
            return;
        }
        OracleChat chat = oracle.chat(marks.chatId()).orElseThrow();
        OracleMember me = member.orElseThrow();
        violations.require(
                Law.L5,
                marks.readUpTo().value() == me.readUpTo() && marks.allReadUpTo().value() == me.allReadUpTo(),
                () -> viewer + " got " + marks + " at marks " + me.readUpTo() + " and " + me.allReadUpTo());
        int unread = chat.unread(viewer, me.readUpTo(), chat.last(), chat.version());
        violations.require(Law.L6, marks.unread() == unread, () -> viewer + " got " + marks + ", unread " + unread);
    }

    /// Checks messages that were read in their current states.
    public void messages(Collection<Message> messages) {
        for (Message message : messages) {
            Optional<OracleChat> chat = oracle.chat(message.chatId());
            Optional<Message> latest =
                    chat.flatMap(known -> known.message(message.id())).map(OracleMessage::latest);
            violations.require(
                    Law.L3,
                    latest.filter(known -> OracleMessage.same(known, message)).isPresent(),
                    () -> "read " + message + " in place of " + latest);
            violations.require(
                    Law.L5,
                    chat.filter(known -> known.isRead(message) == message.read())
                            .isPresent(),
                    () -> "wrong read state: " + message);
        }
    }
}
