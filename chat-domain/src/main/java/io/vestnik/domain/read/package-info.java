/// Read marks and read states. The cost of each decision does not depend on the number of members.
@NullMarked
package io.vestnik.domain.read;

import org.jspecify.annotations.NullMarked;
