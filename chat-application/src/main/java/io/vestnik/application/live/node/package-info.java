/// One node of live delivery: its connected users, their subscriptions to the feeds, and the dispatch of notifications.
@NullMarked
package io.vestnik.application.live.node;

import org.jspecify.annotations.NullMarked;
