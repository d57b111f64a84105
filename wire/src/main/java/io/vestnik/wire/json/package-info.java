/// Reads and writes records as JSON, according to their declarations.
///
/// A *shape* is the JSON form of a record. The components of the record determine its schema, its reader, which reports
/// all errors together, and its writer. [WireTypes] defines the form of each type and [RecordShape] combines the forms
/// of the components. [JsonReader] and [JsonBytes] read and write the JSON text. [RecordCodec] makes reading and
/// writing records as fast as code written by hand.
@NullMarked
package io.vestnik.wire.json;

import org.jspecify.annotations.NullMarked;
