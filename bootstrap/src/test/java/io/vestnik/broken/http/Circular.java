package io.vestnik.broken.http;

import io.vestnik.broken.http.edge.Circle;

/// Depends on a package that depends on this one.
public final class Circular {
    /// A use of the other package.
    public Circle other = new Circle();
}
