package io.vestnik.domain.chat;

import io.vestnik.domain.Refusal;
import java.util.Optional;

/// The permissions in a group: each rule once, for every store and protocol.
///
/// A rule returns the refusal, or empty if it allows the action. The caller has already checked that the actor is a
/// member of the chat. In a direct chat, the rules refuse the actions that only a group has.
public final class GroupRights {
    private GroupRights() {}

    /// Allows the owner and admins to change the title.
    public static Optional<Refusal> retitle(ChatKind kind, Role actor) {
        return allow(kind == ChatKind.GROUP && leads(actor));
    }

    /// Allows the owner to delete the group.
    public static Optional<Refusal> delete(ChatKind kind, Role actor) {
        return allow(kind == ChatKind.GROUP && actor == Role.OWNER);
    }

    /// Allows the owner and admins to add members.
    public static Optional<Refusal> add(ChatKind kind, Role actor) {
        return allow(kind == ChatKind.GROUP && leads(actor));
    }

    /// Allows every member to leave a group.
    public static Optional<Refusal> leave(ChatKind kind) {
        return allow(kind == ChatKind.GROUP);
    }

    /// Allows removing another member: the owner removes anyone, an admin removes plain members only.
    public static Optional<Refusal> remove(ChatKind kind, Role actor, Role target) {
        return allow(kind == ChatKind.GROUP
                && switch (actor) {
                    case OWNER -> true;
                    case ADMIN -> target == Role.MEMBER;
                    case MEMBER -> false;
                });
    }

    /// Allows the owner to give the role `wanted` to another member. Giving [Role#OWNER] hands the group over. An owner
    /// may give themselves only [Role#OWNER], so a group always has an owner.
    ///
    /// @param target whether the actor changes their own role or the role of another member
    public static Optional<Refusal> changeRole(ChatKind kind, Role actor, ActorTarget target, Role wanted) {
        return switch (target) {
            case SELF -> allow(kind == ChatKind.GROUP && actor == Role.OWNER && wanted == Role.OWNER);
            case OTHER -> allow(kind == ChatKind.GROUP && actor == Role.OWNER);
        };
    }

    /// Allows the operator to hand over any group.
    public static Optional<Refusal> handOver(ChatKind kind) {
        return allow(kind == ChatKind.GROUP);
    }

    /// Allows deleting a message: to its author, and in a group also to the owner and admins.
    public static Optional<Refusal> deleteMessage(Role actor, ActorTarget author) {
        return allow(author == ActorTarget.SELF || leads(actor));
    }

    /// Allows only the author to edit a message.
    public static Optional<Refusal> editMessage(ActorTarget author) {
        return allow(author == ActorTarget.SELF);
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

    /// The relation of the target to the actor.
    public enum ActorTarget {
        /// The target is the actor.
        SELF,
        /// The target is another user.
        OTHER;

        /// Returns [#SELF] if actor and target are equal, else [#OTHER].
        public static ActorTarget of(Object actor, Object target) {
            return actor.equals(target) ? SELF : OTHER;
        }
    }
}
