/// What HTTP and WebSocket share, so that nothing is described twice: the JSON of every value, the shapes of answers,
/// the error catalogue.
///
/// A shape is a record. From its components come its schema, its reader, which finds everything that is wrong at once,
/// and its writer: [WireTypes] says how each type looks, [RecordShape] puts them together, [SchemaWriter] describes
/// them.
@NullMarked
package io.vestnik.wire;

import org.jspecify.annotations.NullMarked;
