/// Live delivery of events to connected users: order and completeness come from the log, speed from notifications.
///
/// A store publishes its commits to a [io.vestnik.application.bus.NotificationBus]. [Live] keeps one feed for each chat
/// of a connected user. The feed delivers version n+1 after n and reads missed changes from the log. Feeds are spread
/// over a few lanes, each one thread with a queue, so a feed has one owner and needs no lock.
@NullMarked
package io.vestnik.application.live;

import org.jspecify.annotations.NullMarked;
