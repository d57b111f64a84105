package io.vestnik.wire.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes a record, or one of its components, in `/openapi.json` and `/asyncapi.json`.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Description {
    /// A description for the developer of a client.
    String value();

    /// An example value as JSON; a string is given without its quotes. If empty, the example of the type is used.
    String example() default "";
}
