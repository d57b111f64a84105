package io.vestnik.simulation.law;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// Receives the violations that the checks find. A violation is reported, not thrown: production code catches the
/// exceptions of its callbacks.
///
/// @param receiver receives each violation; usually stops the simulation
public record Violations(Consumer<Violation> receiver) {

    /// Reports a violation.
    public void report(Law law, String message) {
        receiver.accept(new Violation(law, message));
    }

    /// Reports a violation unless a condition holds.
    ///
    /// @param message made only for a violation
    /// @return whether the condition holds
    public boolean require(Law law, boolean holds, Supplier<String> message) {
        if (!holds) {
            report(law, message.get());
        }
        return holds;
    }
}
