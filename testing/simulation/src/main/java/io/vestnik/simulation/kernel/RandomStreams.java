package io.vestnik.simulation.kernel;

import java.util.SplittableRandom;

/// Random numbers of a simulation: one stream for each source. The streams are independent, so a source that takes
/// more or fewer numbers does not change the numbers of the others.
///
/// @param seed decides every number
public record RandomStreams(long seed) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// The stream of a source, from its beginning. Each source has a name of its own.
    public SplittableRandom of(String source) {
        // FNV-1a, because String.hashCode has too few bits for independent streams.
        long hash = FNV_OFFSET;
        for (int i = 0; i < source.length(); i++) {
            hash = (hash ^ source.charAt(i)) * FNV_PRIME;
        }
        return new SplittableRandom(mixed(seed ^ mixed(hash)));
    }

    /// Spreads each bit over all bits, as the last step of SplitMix64.
    static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
