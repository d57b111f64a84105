package io.vestnik.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a part of a shape, or a shape, tells its reader in `/openapi.json` and `/asyncapi.json`.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface About {
    /// A sentence for the one who writes a client.
    String value();

    /// One value, as it would stand in JSON or, for text, without its quotes; empty for the example of the type.
    String example() default "";
}
