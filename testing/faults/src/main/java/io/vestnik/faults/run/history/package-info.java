/// Records what the clients of a run send and receive, as files with one JSON object per line.
///
/// [io.vestnik.faults.run.history.FrameHistory] converts the frames of one client, whatever library it uses. Times are
/// values of `System.nanoTime()`. On Linux all processes of a machine have this clock.
@NullMarked
package io.vestnik.faults.run.history;

import org.jspecify.annotations.NullMarked;
