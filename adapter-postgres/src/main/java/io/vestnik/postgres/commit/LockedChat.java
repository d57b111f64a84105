package io.vestnik.postgres.commit;

import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.MemberRef;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.ChatClosed;
import io.vestnik.domain.event.ChatEvent.MembersChanged;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.read.ChatViews;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// A chat whose lock the current transaction holds, with the role of the acting member. It is given to a change that
/// runs its own SQL statements. These statements run after the statement that took the lock. [ChatRow] holds the
/// changes of the chat's own row, and [RowWrites] writes them.
public final class LockedChat {
    private final Handle handle;
    private final LockedRows rows;
    private final ChatRow row;
    private final Role actorRole;

    private LockedChat(Handle handle, LockedRows rows, ChatRow row, Role actorRole) {
        this.handle = handle;
        this.rows = rows;
        this.row = row;
        this.actorRole = actorRole;
    }

    /// The chat; empty if it does not exist or the actor is not a member.
    static Optional<LockedChat> of(Handle handle, LockedRows rows, MemberRef actor) {
        return rows.chat(actor.chatId())
                .flatMap(row -> rows.member(actor)
                        .flatMap(MemberRow::role)
                        .map(role -> new LockedChat(handle, rows, row, role)));
    }

    public ChatId id() {
        return row.id();
    }

    public ChatKind kind() {
        return row.values().kind();
    }

    public Role actorRole() {
        return actorRole;
    }

    public int memberCount() {
        return row.values().memberCount();
    }

    public MessageId last() {
        return row.head().last();
    }

    /// The time of the store's clock, read under the lock.
    public Instant now() {
        return rows.now();
    }

    public Handle handle() {
        return handle;
    }

    /// The row of the chat. Its changes are written at the end of the transaction, or earlier by [#writeRow].
    public ChatRow row() {
        return row;
    }

    /// The role of a user; empty if the user is not a member.
    public Optional<Role> roleOf(UserId userId) {
        return handle.createQuery(
                        "select role from members where chat_id = :chat and user_id = :user and role is not null")
                .bind("chat", id())
                .bind("user", userId)
                .mapTo(Role.class)
                .findOne();
    }

    /// The version that the next change of the chat takes.
    public ChatVersion nextVersion() {
        return row.head().version().next();
    }

    public void happened(ChatEvent event) {
        rows.happened(event);
    }

    /// Deletes the group with all its contents: marks the row, so that later statements do not find the group.
    /// [io.vestnik.postgres.chat.DeletedGroups] removes the rows later.
    public void delete() {
        row.delete();
        happened(new ChatClosed(id()));
    }

    /// Writes the chat's row in its current state, so that the following statements read this state.
    public void writeRow() throws SQLException {
        RowWrites.writeNow(handle.getConnection(), row);
    }

    /// Takes a version for members who were added, removed or given another role, adds the event, and returns the new
    /// state of these members. The caller has already written the members' rows, with [#nextVersion].
    ///
    /// @param memberCount the number of members after the change
    /// @param added the members among `concerned` who joined
    public List<Member> membersChanged(int memberCount, Collection<UserId> concerned, List<UserId> added)
            throws SQLException {
        ChatVersion version = row.takeVersion();
        row.memberCount(memberCount);
        writeRow();
        List<Member> members = ChatViews.membersOf(handle, id(), concerned);
        Optional<Message> newest = added.isEmpty() ? Optional.empty() : ChatViews.newest(handle, id());
        happened(new MembersChanged(id(), version, ChatViews.chat(handle, id()), members, added, newest));
        return members;
    }
}
