package io.vestnik.application.live.session;

import io.vestnik.application.SendLimit;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.FeedSubscriptions;
import io.vestnik.application.live.feed.LiveStores;
import io.vestnik.application.messaging.SendMessage;

/// The services that all connections of a node use.
///
/// @param sends the limit that `sending` applies
/// @param collected the budget of the events collected during replays
/// @param background runs the tasks that follow a stage of the store
public record ConnectionServices(
        LiveStores stores,
        SendMessage sending,
        SendLimit sends,
        FeedSubscriptions subscriptions,
        Replays replays,
        MemoryBudget collected,
        Background background) {}
