/// The contracts of live delivery over any store, with clients that resume, a notification bus that loses
/// notifications, and connections that are dropped.
@NullMarked
package io.vestnik.contracts.live;

import org.jspecify.annotations.NullMarked;
