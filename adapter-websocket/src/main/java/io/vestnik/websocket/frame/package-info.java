/// The frames of the protocol. [ClientFrame] and [ServerFrame] declare every frame once; reader, writer and the
/// AsyncAPI document use these declarations.
@NullMarked
package io.vestnik.websocket.frame;

import org.jspecify.annotations.NullMarked;
