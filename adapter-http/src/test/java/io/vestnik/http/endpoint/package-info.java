@NullMarked
package io.vestnik.http.endpoint;

import org.jspecify.annotations.NullMarked;
