package io.vestnik.broken.memory;

import java.util.UUID;
import java.util.function.Function;

/// A store that accepts several texts for one id.
public record Lenient(Function<String, UUID> reader) {
    /// Reads as the Java library does.
    public static Lenient asJavaDoes() {
        return new Lenient(UUID::fromString);
    }
}
