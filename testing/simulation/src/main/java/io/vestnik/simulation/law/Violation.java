package io.vestnik.simulation.law;

/// A violation of a law. Its stack trace is that of the observation.
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final Law law;

    Violation(Law law, String message) {
        super(law + ": " + message);
        this.law = law;
    }

    /// The violated law.
    public Law law() {
        return law;
    }
}
