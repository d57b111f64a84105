package io.vestnik.application;

import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.domain.user.UserId;

/// Bounds of a messenger.
///
/// @param groupMembersMax how many a group may have
/// @param sends how fast one user may send, edit and delete
/// @param marks how fast one user may move read marks and be shown as typing
/// @param chats how often one user may open, create and change chats
/// @param live bounds of what is shown live
/// @param sendMetrics counts what is sent
/// @param liveMetrics counts what is shown live
public record MessengerSettings(
        int groupMembersMax,
        SendLimit sends,
        RateLimit<UserId> marks,
        ChatLimits chats,
        LiveSettings live,
        SendMetrics sendMetrics,
        LiveMetrics liveMetrics) {
    /// Members of a group unless set otherwise.
    public static final int GROUP_MEMBERS_DEFAULT = 200;

    /// Groups of [#GROUP_MEMBERS_DEFAULT] and no limit on rates: for people one trusts.
    public static MessengerSettings trusting() {
        return new MessengerSettings(
                GROUP_MEMBERS_DEFAULT,
                SendLimit.none(),
                RateLimit.none(),
                ChatLimits.none(),
                LiveSettings.defaults(),
                SendMetrics.NONE,
                LiveMetrics.NONE);
    }
}
