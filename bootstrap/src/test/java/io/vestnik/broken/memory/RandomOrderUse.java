package io.vestnik.broken.memory;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A store whose collections are in a random order, each made in a method of its own.
public final class RandomOrderUse {
    private RandomOrderUse() {}

    /// Copies a set.
    public static Set<String> copiedSet(Set<String> texts) {
        return Set.copyOf(texts);
    }

    /// Copies maps, through a method reference.
    public static UnaryOperator<Map<String, String>> copiedMap() {
        return Map::copyOf;
    }

    /// Makes a set of two elements.
    public static Set<String> pair() {
        return Set.of("a", "b");
    }

    /// Makes a set of an array.
    public static Set<String> array(String... texts) {
        return Set.of(texts);
    }

    /// Makes a map of two entries.
    public static Map<String, String> twoEntries() {
        return Map.of("a", "b", "c", "d");
    }

    /// Collects a set.
    public static Set<String> collected(List<String> texts) {
        return texts.stream().collect(Collectors.toUnmodifiableSet());
    }

    /// Makes a map by identity.
    public static IdentityHashMap<String, String> byIdentity() {
        return new IdentityHashMap<>();
    }

    /// Returns an identity hash code.
    public static int identity(Object object) {
        return System.identityHashCode(object);
    }
}
