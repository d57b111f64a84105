package io.vestnik.attacks.kit;

/// One attack on a server or on its users.
///
/// @param name lower case with hyphens
/// @param about what it does, in one line
/// @param preparation creates accounts and data before the clock starts
public record Attack(String name, String about, Preparation preparation) {

    /// Creates the accounts and data that the attack uses.
    @FunctionalInterface
    public interface Preparation {
        Strike prepare(AttackContext context) throws Exception;
    }

    /// Attacks until {@link AttackContext#isOver} returns true.
    @FunctionalInterface
    public interface Strike {
        void run() throws Exception;
    }
}
