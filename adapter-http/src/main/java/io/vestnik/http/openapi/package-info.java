/// The description of the API: `/openapi.json`, and the page that shows it.
@NullMarked
package io.vestnik.http.openapi;

import org.jspecify.annotations.NullMarked;
