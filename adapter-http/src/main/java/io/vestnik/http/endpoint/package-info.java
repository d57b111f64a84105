/// The endpoints of the API, by subject. Each class declares its routes and answers their requests by calling the use
/// cases.
@NullMarked
package io.vestnik.http.endpoint;

import org.jspecify.annotations.NullMarked;
