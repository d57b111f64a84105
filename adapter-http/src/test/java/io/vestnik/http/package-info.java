/// Tests of the API over real HTTP.
@NullMarked
package io.vestnik.http;

import org.jspecify.annotations.NullMarked;
