/// Connections: each replays the changes that its client missed, passes on the events of the feeds, and orders the
/// answers to its requests.
///
/// A [ConnectedUser] receives the events of the feeds for all [LiveConnection]s of the user. [Replay] reads missed
/// changes as fast as the client reads, while a [ReplayBuffer] collects the events. [ConnectionSends] and
/// [ConnectionReads] register their answers with the feeds.
@NullMarked
package io.vestnik.application.live.session;

import org.jspecify.annotations.NullMarked;
