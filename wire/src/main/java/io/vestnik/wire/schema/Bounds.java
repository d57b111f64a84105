package io.vestnik.wire.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Limits a whole number, or the length of a list, both ends included.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Bounds {
    /// The lowest value.
    long min() default 0;

    /// The highest value.
    long max() default Schema.INTEGER_MAX;
}
