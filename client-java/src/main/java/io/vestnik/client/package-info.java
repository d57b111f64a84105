/// A client of the Vestnik wire contract, version 1.
///
/// Three layers, each usable alone:
///
/// | layer | what it does |
/// |---|---|
/// | {@link io.vestnik.client.VestnikApi} | HTTP: one method a route, answers as records |
/// | {@link io.vestnik.client.LiveSocket} | one WebSocket: typed events in order, requests as futures |
/// | {@link io.vestnik.client.ResilientClient} | stays connected, repeats what was not acknowledged, keeps a view |
///
/// Everything here ignores JSON fields it does not know and keeps events it does not know as their text, so a newer
/// server is never a reason to fail. Nothing but the JDK and Jackson is needed.
@NullMarked
package io.vestnik.client;

import org.jspecify.annotations.NullMarked;
