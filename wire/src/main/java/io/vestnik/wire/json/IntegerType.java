package io.vestnik.wire.json;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.wire.schema.Schema;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The JSON form of a type whose values are whole numbers.
///
/// @param min the lowest allowed number
/// @param max the highest allowed number
record IntegerType<T>(long min, long max, long example, LongFunction<T> make, ToLongFunction<T> number)
        implements WireType<T> {

    IntegerType<T> between(long newMin, long newMax) {
        return new IntegerType<>(newMin, newMax, Math.clamp(example, newMin, newMax), make, number);
    }

    @Override
    public Schema schema() {
        return new Schema.IntegerType(min, max, example);
    }

    @Override
    public @Nullable T read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
        if (in.kind() != JsonReader.Kind.NUMBER) {
            return refuse(in, field, "must be a whole number", problems);
        }
        if (!in.isWhole()) {
            problems.add(field, "must be a whole number");
            return null;
        }
        if (!in.numberFits() || in.number() < min || in.number() > max) {
            problems.add(field, String.format(Locale.ROOT, "must be from %d to %d", min, max));
            return null;
        }
        try {
            return make.apply(in.number());
        } catch (InvalidValueException e) {
            problems.add(field, String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public void write(T value, JsonBytes out) {
        out.number(number.applyAsLong(value));
    }
}
