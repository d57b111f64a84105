/// What is live, tried over any store: clients that resume, buses that lose, connections that are cut.
@NullMarked
package io.vestnik.testkit.live;

import org.jspecify.annotations.NullMarked;
