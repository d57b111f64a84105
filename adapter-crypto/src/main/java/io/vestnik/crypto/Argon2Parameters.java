package io.vestnik.crypto;

/// How much work hashing a password takes.
///
/// @param memoryKiB what must be held at once
/// @param iterations how often all of that is gone through
/// @param parallelism in how many lanes
public record Argon2Parameters(int memoryKiB, int iterations, int parallelism) {
    /// What OWASP's cheat sheet recommends for Argon2id where memory is shared with other work: 19 MiB, two passes, one
    /// lane. A lane more would only help an attacker, whose machine has more of them.
    public static final Argon2Parameters RECOMMENDED = new Argon2Parameters(19 * 1024, 2, 1);

    private static final int MEMORY_MAX_KIB = 1024 * 1024;
    private static final int ITERATIONS_MAX = 100;
    private static final int PARALLELISM_MAX = 16;

    /// @throws IllegalArgumentException if the algorithm does not have these, or no server should
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
