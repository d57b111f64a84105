/// How often somebody may do something, and how much there may be of it.
@NullMarked
package io.vestnik.application.limit;

import org.jspecify.annotations.NullMarked;
