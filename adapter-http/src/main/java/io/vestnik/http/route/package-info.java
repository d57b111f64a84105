/// Declared endpoints: [Route] is the declaration of one, from which requests are read, answers written and documents
/// generated.
@NullMarked
package io.vestnik.http.route;

import org.jspecify.annotations.NullMarked;
