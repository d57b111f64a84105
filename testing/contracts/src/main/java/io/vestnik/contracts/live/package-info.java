/// Contracts of live delivery over any store: clients that resume, buses that lose notifications, connections that are
/// cut.
@NullMarked
package io.vestnik.contracts.live;

import org.jspecify.annotations.NullMarked;
