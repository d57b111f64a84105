/// A client for version 1 of the Vestnik protocol.
///
/// Three layers. A program may use any of them directly:
///
/// | layer | what it does |
/// |---|---|
/// | {@link io.vestnik.client.VestnikApi} | HTTP: one method per route, answers as records |
/// | {@link io.vestnik.client.LiveSocket} | one WebSocket: typed events in order, requests as futures |
/// | {@link io.vestnik.client.ResilientClient} | stays connected, retries messages, keeps a view of each chat |
///
/// The client ignores unknown JSON fields and keeps unknown events as text, so that it works with newer servers. It
/// needs only the JDK and Jackson.
@NullMarked
package io.vestnik.client;

import org.jspecify.annotations.NullMarked;
