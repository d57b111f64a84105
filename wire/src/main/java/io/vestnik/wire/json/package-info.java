/// Reads and writes records as JSON by their declarations.
///
/// A shape is a record. Its components determine its schema, its reader, which finds all errors at once, and its
/// writer. [WireTypes] defines the form of each type, [RecordShape] combines them; [JsonReader] and [JsonBytes] are the
/// text. [RecordCodec] makes it as fast as code written by hand.
@NullMarked
package io.vestnik.wire.json;

import org.jspecify.annotations.NullMarked;
