package io.vestnik.postgres.read;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.UuidText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes the cursors of this store: a time in microseconds and an id.
final class Cursors {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private Cursors() {}

    /// The position of the last row of a page.
    record Position(Instant at, UUID id) {}

    /// A page of the first `limit` values of `found`, with the cursor of the next page if `found` has more values.
    static <T> Page<T> page(List<T> found, int limit, Function<T, Position> positionOf) {
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, Optional.of(cursor(positionOf.apply(items.get(limit - 1)))));
    }

    private static PageCursor cursor(Position position) {
        Instant at = position.at();
        long micros = at.getEpochSecond() * MICROS_PER_SECOND + at.getNano() / NANOS_PER_MICRO;
        return new PageCursor(micros + "_" + position.id());
    }

    /// @throws InvalidValueException if this store did not make the cursor
    static Position position(PageCursor cursor) {
        String[] parts = cursor.value().split("_", 2);
        try {
            long micros = Long.parseLong(parts[0]);
            UUID id = UuidText.parse(parts[parts.length - 1]).orElseThrow(() -> notACursor(null));
            Instant at = Instant.ofEpochSecond(
                    Math.floorDiv(micros, MICROS_PER_SECOND),
                    Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
            if (parts.length == 2) {
                return new Position(at, id);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw notACursor(e);
        }
        throw notACursor(null);
    }

    private static InvalidValueException notACursor(@Nullable Exception cause) {
        var failure = new InvalidValueException("is not a cursor that this server gave");
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
