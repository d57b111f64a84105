@NullMarked
package io.vestnik.http.edge;

import org.jspecify.annotations.NullMarked;
