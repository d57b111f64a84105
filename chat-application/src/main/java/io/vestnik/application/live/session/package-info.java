/// Connections: each replays what its client missed, passes on the events of the feeds, and orders the answers to its
/// requests.
///
/// A [ConnectedUser] receives the events of the feeds for all its [LiveConnection]s. [Replay] reads missed changes as
/// fast as the client takes them, while a [ReplayBuffer] collects the events. [ConnectionSends] and [ConnectionReads]
/// register their answers with the feeds.
@NullMarked
package io.vestnik.application.live.session;

import org.jspecify.annotations.NullMarked;
