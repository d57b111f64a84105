package io.vestnik.broken.http.edge;

import io.vestnik.broken.http.Circular;

/// Depends on a package that depends on this one.
public final class Circle {
    /// A use of the other package.
    public Class<?> other = Circular.class;
}
