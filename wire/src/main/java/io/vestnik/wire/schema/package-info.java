/// Describes JSON in the words of JSON Schema: [Schema], the annotations that add to the declaration of a record, and
/// [SchemaWriter], which writes the schemas of a document.
@NullMarked
package io.vestnik.wire.schema;

import org.jspecify.annotations.NullMarked;
