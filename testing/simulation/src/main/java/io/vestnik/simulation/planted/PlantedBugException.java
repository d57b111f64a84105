package io.vestnik.simulation.planted;

/// A planted bug that cannot be tried: its header is wrong, its patch does not apply to the present sources, or the
/// patched sources do not compile.
final class PlantedBugException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    PlantedBugException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /// The name of the bug, and why it cannot be tried.
    String reason() {
        return reason;
    }
}
