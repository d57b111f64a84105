package io.vestnik.bootstrap;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The calls of the Java library that make collections whose order of iteration differs from process to process: the
/// immutable sets and maps are in a random order, and identity hash codes are random. `HashSet` and `HashMap` are not
/// included: the hash codes of ids, numbers and texts are the same in every process.
final class IterationOrders {
    private static final Set<String> CALLS = Set.of(
            method(Set.class, "copyOf"),
            method(Map.class, "copyOf"),
            method(Map.class, "ofEntries"),
            method(Collectors.class, "toUnmodifiableSet"),
            method(Collectors.class, "toUnmodifiableMap"),
            method(System.class, "identityHashCode"),
            method(IdentityHashMap.class, "<init>"));

    private IterationOrders() {}

    /// Selects the calls and method references.
    static DescribedPredicate<JavaAccess<?>> random() {
        return DescribedPredicate.describe(
                "collections whose order differs from process to process", access -> isRandom(access.getTarget()));
    }

    private static boolean isRandom(AccessTarget target) {
        if (!(target instanceof AccessTarget.CodeUnitAccessTarget unit)) {
            return false;
        }
        String owner = unit.getOwner().getName();
        return CALLS.contains(owner + "." + unit.getName())
                || (unit.getName().equals("of") && hasSeveral(owner, unit.getRawParameterTypes()));
    }

    /// Whether `Set.of` or `Map.of` makes a collection of more than one element.
    private static boolean hasSeveral(String owner, List<JavaClass> parameters) {
        boolean array = parameters.stream().anyMatch(JavaClass::isArray);
        return (owner.equals(Set.class.getName()) && (array || parameters.size() > 1))
                || (owner.equals(Map.class.getName()) && parameters.size() > 2);
    }

    private static String method(Class<?> owner, String name) {
        return owner.getName() + "." + name;
    }
}
