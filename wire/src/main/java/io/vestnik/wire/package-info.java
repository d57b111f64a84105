/// The common part of HTTP and WebSocket, so that each is described once: the JSON of every value, the shapes of
/// answers, the error catalogue.
///
/// A shape is a record. Its components determine its schema, its reader, which finds all errors at once, and its
/// writer. [WireTypes] defines the form of each type, [RecordShape] combines them, [SchemaWriter] describes them.
@NullMarked
package io.vestnik.wire;

import org.jspecify.annotations.NullMarked;
