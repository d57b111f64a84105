package io.vestnik.attacks.kit;

import java.util.List;

/// One attack on a server or on its users.
///
/// @param name lower case with hyphens
/// @param about what the attack does, in one line
/// @param expectations what the attack must have caused; at least one
/// @param preparation creates accounts and data before the clock starts
public record Attack(String name, String about, List<Expectation> expectations, Preparation preparation) {

    /// @throws IllegalArgumentException if `expectations` is empty, because an attack without effect would then pass
    public Attack {
        expectations = List.copyOf(expectations);
        if (expectations.isEmpty()) {
            throw new IllegalArgumentException(name + " expects nothing");
        }
    }

    /// Creates the accounts and data that the attack uses.
    @FunctionalInterface
    public interface Preparation {
        Strike prepare(AttackContext context) throws Exception;
    }

    /// Attacks until {@link AttackContext#isOver} returns true.
    @FunctionalInterface
    public interface Strike {
        void run() throws Exception;

        /// Runs the attack. An exception before the end of the attack is a breach, because the rest of the attack did
        /// not take place.
        ///
        /// @param name the name of the attack, for the message of the breach
        default void runIn(AttackContext context, String name) {
            try {
                run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                if (!context.isOver()) {
                    context.breach(name + " failed: " + e);
                }
            }
        }
    }

    /// Compares what the attack caused with its expectations.
    ///
    /// @return a reason for each expectation that is not met
    public List<String> unmet(AttackContext context) {
        return expectations.stream()
                .flatMap(expectation -> expectation.unmet(context.tally(), context.length()).stream())
                .toList();
    }
}
