package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.domain.InvalidValueException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/// A type whose values are whole numbers in JSON.
///
/// @param min the lowest value
/// @param max the highest value
record Whole<T>(long min, long max, long example, LongFunction<T> make, ToLongFunction<T> number)
        implements WireType<T> {

    Whole<T> between(long newMin, long newMax) {
        return new Whole<>(newMin, newMax, Math.clamp(example, newMin, newMax), make, number);
    }

    @Override
    public Schema schema() {
        return new Schema.Whole(min, max, example);
    }

    @Override
    public Optional<T> read(JsonNode node, String field, Problems problems) {
        if (!node.isIntegralNumber()) {
            problems.add(field, "must be a whole number");
            return Optional.empty();
        }
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            problems.add(field, String.format(Locale.ROOT, "must be from %d to %d", min, max));
            return Optional.empty();
        }
        try {
            return Optional.of(make.apply(node.longValue()));
        } catch (InvalidValueException e) {
            problems.add(field, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @Override
    public void write(T value, JsonGenerator out) throws IOException {
        out.writeNumber(number.applyAsLong(value));
    }
}
