@NullMarked
package io.vestnik.websocket.frame;

import org.jspecify.annotations.NullMarked;
