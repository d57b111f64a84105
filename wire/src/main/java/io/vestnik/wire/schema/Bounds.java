package io.vestnik.wire.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Bounds the value of a whole number, or the number of items of a list or set. A value equal to a bound is allowed.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Bounds {
    /// The lowest allowed value.
    long min() default 0;

    /// The highest allowed value.
    long max() default Schema.INTEGER_MAX;
}
