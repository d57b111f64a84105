package io.vestnik.security;

/// The cost of hashing a password.
///
/// @param memoryKiB the memory that is used while one hash is computed, in KiB
/// @param iterations the number of passes over the memory
/// @param parallelism the number of lanes, which can be computed at the same time
public record Argon2Parameters(int memoryKiB, int iterations, int parallelism) {
    /// The recommendation of OWASP's cheat sheet for Argon2id on a server with other work: 19 MiB, two passes, one
    /// lane. More lanes would mostly help an attacker, because the machine of an attacker computes more lanes at the
    /// same time.
    public static final Argon2Parameters RECOMMENDED = new Argon2Parameters(19 * 1024, 2, 1);

    private static final int MEMORY_MAX_KIB = 1024 * 1024;
    private static final int ITERATIONS_MAX = 100;
    private static final int PARALLELISM_MAX = 16;

    /// @throws IllegalArgumentException if the algorithm does not allow these values, or if they exceed what a server
    ///     should use
    public Argon2Parameters {
        boolean sane = parallelism >= 1
                && parallelism <= PARALLELISM_MAX
                && iterations >= 1
                && iterations <= ITERATIONS_MAX
                && memoryKiB >= 8 * parallelism
                && memoryKiB <= MEMORY_MAX_KIB;
        if (!sane) {
            throw new IllegalArgumentException("unusable parameters: " + this);
        }
    }
}
