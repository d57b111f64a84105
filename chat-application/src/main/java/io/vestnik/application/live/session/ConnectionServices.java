package io.vestnik.application.live.session;

import io.vestnik.application.SendLimit;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.LiveStores;
import io.vestnik.application.messaging.SendMessage;

/// The services that all connections of a node use.
///
/// @param sends the limit that `sending` applies
/// @param background runs the tasks that follow when a `CompletionStage` of the store ends
public record ConnectionServices(
        LiveStores stores,
        SendMessage sending,
        SendLimit sends,
        FeedSubscriptions subscriptions,
        Replays replays,
        LiveSettings settings,
        Background background) {}
