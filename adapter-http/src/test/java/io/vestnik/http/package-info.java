/// The API from the outside, over real HTTP.
@NullMarked
package io.vestnik.http;

import org.jspecify.annotations.NullMarked;
