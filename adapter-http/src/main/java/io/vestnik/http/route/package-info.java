/// Declared endpoints. A [Route] is the declaration of one endpoint, from which requests are read, responses written
/// and documents generated.
@NullMarked
package io.vestnik.http.route;

import org.jspecify.annotations.NullMarked;
