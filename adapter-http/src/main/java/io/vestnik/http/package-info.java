/// The HTTP side: routes declared with their schemas, problem details, OpenAPI.
@NullMarked
package io.vestnik.http;

import org.jspecify.annotations.NullMarked;
