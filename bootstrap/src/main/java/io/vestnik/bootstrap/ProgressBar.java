package io.vestnik.bootstrap;

import io.vestnik.demo.DemoProgress;
import java.io.PrintWriter;

/// A progress bar. Not thread-safe.
final class ProgressBar implements DemoProgress {
    private static final int WIDTH = 40;
    private static final int TENTHS = 10;

    private final PrintWriter out;
    private final boolean watched;
    private int shown = -1;

    /// @param watched whether the output is a terminal, on which a line can be redrawn
    ProgressBar(PrintWriter out, boolean watched) {
        this.out = out;
        this.watched = watched;
    }

    @Override
    public void stored(int done, int of) {
        int steps = watched ? WIDTH : TENTHS;
        int reached = of == 0 ? steps : (int) ((long) done * steps / of);
        if (reached == shown) {
            return;
        }
        shown = reached;
        if (watched) {
            out.print("\r  [" + "#".repeat(reached) + ".".repeat(WIDTH - reached) + "] " + done + "/" + of);
            if (done >= of) {
                out.println();
            }
        } else {
            out.println("  " + reached * 100 / TENTHS + " %");
        }
        out.flush();
    }
}
