package io.vestnik.broken.memory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A store whose collections have a defined order. No rule rejects it.
public final class DefinedOrderUse {
    private DefinedOrderUse() {}

    /// Makes collections of at most one element.
    public static int small() {
        return Set.of().size()
                + Set.of("a").size()
                + Map.of().size()
                + Map.of("a", "b").size();
    }

    /// Makes a set in the order of a list.
    public static Set<String> ordered() {
        return new LinkedHashSet<>(List.of("a", "b"));
    }
}
