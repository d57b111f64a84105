/// What attacks are made of: raw HTTP and WebSocket connections from any loopback address, accounts, seeded data, and
/// the record of acknowledged messages.
@NullMarked
package io.vestnik.attacks.kit;

import org.jspecify.annotations.NullMarked;
