/// What every connection and request passes before it reaches a route: accepting, addresses, headers, slow clients.
@NullMarked
package io.vestnik.http.edge;

import org.jspecify.annotations.NullMarked;
