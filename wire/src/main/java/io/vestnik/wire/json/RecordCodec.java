package io.vestnik.wire.json;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the records of one class from their components, and writes their properties.
///
/// Each record class has its own codec class, a copy of [RecordTemplate] with other constants. The compiler can
/// therefore inline the accessors, the encoded names and the writers of the components, as in code written by hand.
/// Method handles that are not constants would cost an indirect call for each component.
abstract class RecordCodec {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType WRITE = MethodType.methodType(void.class, Object.class, JsonBytes.class);
    private static final MethodHandle PROPERTY =
            step("property", byte[].class, WireType.class, Object.class, JsonBytes.class);
    private static final MethodHandle OPTIONAL =
            step("optional", byte[].class, WireType.class, Optional.class, JsonBytes.class);
    private static final MethodHandle FLAT = step("flat", RecordShape.class, Object.class, JsonBytes.class);

    /// Makes the codec of a record class.
    static RecordCodec of(Class<? extends Record> type, List<RecordShape.Field> fields) {
        try (InputStream template = RecordTemplate.class.getResourceAsStream("RecordTemplate.class")) {
            if (template == null) {
                throw new IllegalStateException("missing in the build: RecordTemplate");
            }
            MethodHandles.Lookup own = LOOKUP.defineHiddenClassWithClassData(
                    template.readAllBytes(), List.of(maker(type), writer(fields)), true);
            return (RecordCodec) own.findConstructor(own.lookupClass(), MethodType.methodType(void.class))
                    .asType(MethodType.methodType(RecordCodec.class))
                    .invokeExact();
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException("cannot make a codec for " + type, e);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /// Makes a record.
    ///
    /// @param components the constructor's arguments, in order
    abstract Object make(@Nullable Object[] components);

    /// Writes the properties of a record, without the braces of the object.
    abstract void write(Object record, JsonBytes out);

    /// Converts what a method handle threw to an unchecked exception; throws an `Error` unchanged. None of the called
    /// methods declares a checked exception.
    static RuntimeException unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }

    private static MethodHandle maker(Class<? extends Record> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Constructor<?> canonical = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        canonical.setAccessible(true);
        return LOOKUP.unreflectConstructor(canonical)
                .asSpreader(Object[].class, components.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    private static MethodHandle writer(List<RecordShape.Field> fields) throws ReflectiveOperationException {
        MethodHandle writer = MethodHandles.empty(WRITE);
        for (RecordShape.Field field : fields.reversed()) {
            writer = MethodHandles.foldArguments(writer, writer(field));
        }
        return writer;
    }

    private static MethodHandle writer(RecordShape.Field field) throws ReflectiveOperationException {
        MethodHandle step = field.flat()
                .map(shape -> MethodHandles.insertArguments(FLAT, 0, shape))
                .orElseGet(() -> MethodHandles.insertArguments(
                        field.optional() ? OPTIONAL : PROPERTY, 0, JsonBytes.encodedName(field.name()), field.type()));
        Method accessor = field.accessor();
        accessor.setAccessible(true);
        Class<?> part = step.type().parameterType(0);
        return MethodHandles.filterArguments(
                step, 0, LOOKUP.unreflect(accessor).asType(MethodType.methodType(part, Object.class)));
    }

    private static MethodHandle step(String name, Class<?>... parameters) {
        try {
            return LOOKUP.findStatic(RecordCodec.class, name, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    // The steps of a writer. `step` finds these methods by name.

    static void property(byte[] name, WireType<Object> type, Object value, JsonBytes out) {
        type.write(value, out.name(name));
    }

    static void optional(byte[] name, WireType<Object> type, Optional<?> value, JsonBytes out) {
        if (value.isPresent()) {
            type.write(value.get(), out.name(name));
        }
    }

    static void flat(RecordShape<?> shape, Object value, JsonBytes out) {
        shape.codec().write(value, out);
    }
}
