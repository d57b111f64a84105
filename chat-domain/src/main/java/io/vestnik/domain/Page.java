package io.vestnik.domain;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Part of a longer list, in the list's order, with the cursor of the next part.
///
/// @param items at most as many as were requested
/// @param next the cursor of the part after this one; empty at the end
public record Page<T>(List<T> items, Optional<PageCursor> next) {
    /// Copies `items`.
    public Page {
        items = List.copyOf(items);
    }

    /// The same page with every item mapped by `change`.
    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(items.stream().<R>map(change).toList(), next);
    }
}
