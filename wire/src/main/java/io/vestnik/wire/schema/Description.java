package io.vestnik.wire.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The description of a shape, or of a part of one, in `/openapi.json` and `/asyncapi.json`.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Description {
    /// A sentence for the developer of a client.
    String value();

    /// An example value, as in JSON or, for text, without its quotes; if empty, the example of the type is used.
    String example() default "";
}
