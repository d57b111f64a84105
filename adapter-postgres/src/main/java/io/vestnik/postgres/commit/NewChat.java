package io.vestnik.postgres.commit;

import io.vestnik.application.commit.LockedRows;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats.Opened;
import io.vestnik.domain.event.ChatEvent.ChatOpened;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.read.ChatViews;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/// The transaction in which a chat is created. No other transaction sees the chat before the commit, so no lock is
/// needed.
public record NewChat(ChatId id, Handle handle, LockedRows rows) {
    /// Adds the event that the chat was created, and returns the chat as its creator sees it.
    public Opened opened(UserId creator, Collection<UserId> members) {
        rows.happened(new ChatOpened(
                id, ChatVersion.FIRST, ChatViews.chat(handle, id), ChatViews.membersOf(handle, id, members)));
        ChatView view = ChatViews.find(handle, id, creator).orElseThrow();
        return new Opened(view, true);
    }
}
