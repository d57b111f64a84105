@NullMarked
package io.vestnik.websocket.connection;

import org.jspecify.annotations.NullMarked;
