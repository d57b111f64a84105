package io.vestnik.domain.chat;

import io.vestnik.domain.Refusal;
import java.util.Optional;

/// Who may do what to a group: each rule once, for every store and protocol.
///
/// A rule answers with the refusal, or with nothing when it allows. That the one who acts is a member of the chat is
/// checked before; what a direct chat refuses to everybody is here too.
public final class GroupRights {
    private GroupRights() {}

    /// Changing the title: owner and admins.
    public static Optional<Refusal> retitle(ChatKind kind, Role actor) {
        return allow(kind == ChatKind.GROUP && leads(actor));
    }

    /// Deleting the group: its owner.
    public static Optional<Refusal> delete(ChatKind kind, Role actor) {
        return allow(kind == ChatKind.GROUP && actor == Role.OWNER);
    }

    /// Adding members: owner and admins.
    public static Optional<Refusal> add(ChatKind kind, Role actor) {
        return allow(kind == ChatKind.GROUP && leads(actor));
    }

    /// Leaving: everybody, in a group.
    public static Optional<Refusal> leave(ChatKind kind) {
        return allow(kind == ChatKind.GROUP);
    }

    /// Removing somebody else: the owner anybody, an admin those who are neither owner nor admin.
    public static Optional<Refusal> remove(ChatKind kind, Role actor, Role target) {
        return allow(kind == ChatKind.GROUP
                && switch (actor) {
                    case OWNER -> true;
                    case ADMIN -> target == Role.MEMBER;
                    case MEMBER -> false;
                });
    }

    /// Giving `wanted` to a member who has `target`: the owner, to somebody else. Giving [Role#OWNER] hands the group
    /// over. The owner cannot lay the role down otherwise, so a group always has one.
    ///
    /// @param oneself whose role is to change
    public static Optional<Refusal> changeRole(ChatKind kind, Role actor, Oneself oneself, Role wanted) {
        return switch (oneself) {
            case YES -> allow(kind == ChatKind.GROUP && actor == Role.OWNER && wanted == Role.OWNER);
            case NO -> allow(kind == ChatKind.GROUP && actor == Role.OWNER);
        };
    }

    /// Handing over by the operator of the server: in a group.
    public static Optional<Refusal> handOver(ChatKind kind) {
        return allow(kind == ChatKind.GROUP);
    }

    /// Deleting a message: its author, and in a group owner and admins.
    public static Optional<Refusal> deleteMessage(Role actor, Oneself author) {
        return allow(author == Oneself.YES || leads(actor));
    }

    /// Editing a message: its author.
    public static Optional<Refusal> editMessage(Oneself author) {
        return allow(author == Oneself.YES);
    }

    private static boolean leads(Role role) {
        return switch (role) {
            case OWNER, ADMIN -> true;
            case MEMBER -> false;
        };
    }

    private static Optional<Refusal> allow(boolean allowed) {
        return allowed ? Optional.empty() : Optional.of(Refusal.FORBIDDEN);
    }

    /// Whether the one who acts and the one acted on are the same person.
    public enum Oneself {
        /// They are.
        YES,
        /// They are two.
        NO;

        /// Compares the two.
        public static Oneself of(Object actor, Object target) {
            return actor.equals(target) ? YES : NO;
        }
    }
}
