package io.vestnik.application;

import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.domain.user.UserId;

/// Limits and metrics of a messenger.
///
/// @param groupMembersMax the maximum number of members of a group
/// @param sends how fast one user may send, edit and delete messages
/// @param marks how fast one user may move read marks and send `typing`
/// @param chats how often one user may open, create and change chats
/// @param live bounds of live delivery
/// @param sendMetrics counts sends
/// @param liveMetrics counts live deliveries
public record MessengerSettings(
        int groupMembersMax,
        SendLimit sends,
        RateLimit<UserId> marks,
        ChatLimits chats,
        LiveSettings live,
        SendMetrics sendMetrics,
        LiveMetrics liveMetrics) {
    /// The default of `groupMembersMax`.
    public static final int GROUP_MEMBERS_DEFAULT = 200;

    /// Settings for trusted users: groups of [#GROUP_MEMBERS_DEFAULT] members and no rate limits.
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
