/// Live delivery of events to connected users: order and completeness come from the log, speed from notifications.
///
/// This package is what callers see: [Live], its events and its settings. The implementation is in three packages. Each
/// knows only the packages listed before it:
///
/// - `feed`: one feed for each chat of a connected user delivers version n+1 after n, and reads missed changes from the
///   log. Feeds are spread over a few event loops, so each feed has one owner and needs no lock.
/// - `session`: the connections, with their replays and their answers.
/// - `node`: one node, which connects the parts and dispatches the notifications of the bus.
@NullMarked
package io.vestnik.application.live;

import org.jspecify.annotations.NullMarked;
