package io.vestnik.broken.memory;

import java.util.UUID;
import java.util.function.Function;

/// A store that accepts several texts for one id.
public record UuidFromStringUse(Function<String, UUID> reader) {
    /// Makes a store that reads ids with `UUID.fromString`.
    public static UuidFromStringUse asJavaDoes() {
        return new UuidFromStringUse(UUID::fromString);
    }
}
