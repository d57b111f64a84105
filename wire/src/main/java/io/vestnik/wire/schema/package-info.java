/// Describes JSON in the terms of JSON Schema: [Schema], the annotations that add rules to the declaration of a record,
/// and [SchemaWriter], which writes the schemas of a document.
@NullMarked
package io.vestnik.wire.schema;

import org.jspecify.annotations.NullMarked;
