@NullMarked
package io.vestnik.broken.http.edge;

import org.jspecify.annotations.NullMarked;
