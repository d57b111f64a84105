@NullMarked
package io.vestnik.broken.websocket;

import org.jspecify.annotations.NullMarked;
