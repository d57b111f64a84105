package io.vestnik.memory;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.UuidText;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The position of an item in a list ordered by time and then by id: the content of this store's cursors.
record ListPosition(Instant at, UUID id) {
    /// Orders positions by time, earliest first, then by id.
    static final Comparator<ListPosition> EARLIEST_FIRST = Comparator.comparing(ListPosition::at)
            .thenComparing((a, b) -> Long.compareUnsigned(a.id.getMostSignificantBits(), b.id.getMostSignificantBits()))
            .thenComparing(
                    (a, b) -> Long.compareUnsigned(a.id.getLeastSignificantBits(), b.id.getLeastSignificantBits()));

    /// The page of `items` that follows `cursor`.
    static <T> Page<T> page(
            List<T> items,
            Function<T, ListPosition> positionOf,
            Comparator<ListPosition> order,
            int limit,
            Optional<PageCursor> cursor) {
        Optional<ListPosition> after = cursor.map(ListPosition::parse);
        List<T> rest = items.stream()
                .filter(item -> after.isEmpty() || order.compare(positionOf.apply(item), after.get()) > 0)
                .sorted(Comparator.comparing(positionOf, order))
                .toList();
        List<T> page = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(
                page,
                page.isEmpty() || page.size() == rest.size()
                        ? Optional.empty()
                        : Optional.of(positionOf.apply(page.getLast()).cursor()));
    }

    private PageCursor cursor() {
        return new PageCursor(at.toEpochMilli() + "_" + id);
    }

    private static ListPosition parse(PageCursor cursor) {
        String[] parts = cursor.value().split("_", 2);
        try {
            Instant at = Instant.ofEpochMilli(Long.parseLong(parts[0]));
            return new ListPosition(at, UuidText.parse(parts[parts.length - 1]).orElseThrow(ListPosition::notACursor));
        } catch (NumberFormatException e) {
            throw notACursor();
        }
    }

    private static InvalidValueException notACursor() {
        return new InvalidValueException("is not a cursor that this server gave");
    }
}
