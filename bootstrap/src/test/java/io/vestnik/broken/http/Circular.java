package io.vestnik.broken.http;

import io.vestnik.broken.http.edge.Circle;

/// Depends on a package that depends on this one.
public final class Circular {
    /// The other side.
    public Circle other = new Circle();
}
