/// Read marks and read states, decided in one step whatever the number of members.
@NullMarked
package io.vestnik.domain.read;

import org.jspecify.annotations.NullMarked;
