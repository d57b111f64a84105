package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which JSON fields are required: the components of a record that are marked as required, and the components
/// whose type is neither `@Nullable` nor a list, a number or a boolean. JSON without a required field violates the
/// protocol, and reading it fails.
///
/// A required field with the value `null` counts as absent, and is rejected, too.
final class Required extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        return isRequired(member) ? Boolean.TRUE : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        return isRequired(member) ? JsonSetter.Value.forValueNulls(Nulls.FAIL) : JsonSetter.Value.empty();
    }

    private static boolean isRequired(Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)
                || !(parameter.getOwner() instanceof AnnotatedConstructor constructor)
                || !parameter.getDeclaringClass().isRecord()) {
            return false;
        }
        JsonProperty marked = parameter.getAnnotation(JsonProperty.class);
        if (marked != null && marked.required()) {
            return true;
        }
        Class<?> type = parameter.getRawType();
        return !type.isPrimitive()
                && !List.class.isAssignableFrom(type)
                && !constructor
                        .getAnnotated()
                        .getAnnotatedParameterTypes()[parameter.getIndex()]
                        .isAnnotationPresent(Nullable.class);
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }
}
