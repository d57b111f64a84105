package io.vestnik.wire.json;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/// The class file that [RecordCodec] copies for each record class. This class itself is never initialized: only the
/// copies have the data for its constants.
final class RecordTemplate extends RecordCodec {
    private static final MethodHandle MAKE = handle(0);
    private static final MethodHandle WRITE = handle(1);

    RecordTemplate() {}

    @Override
    Object make(@Nullable Object[] components) {
        try {
            return (Object) MAKE.invokeExact(components);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void write(Object record, JsonBytes out) {
        try {
            WRITE.invokeExact(record, out);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static MethodHandle handle(int index) {
        try {
            return MethodHandles.classDataAt(
                    MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, MethodHandle.class, index);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
