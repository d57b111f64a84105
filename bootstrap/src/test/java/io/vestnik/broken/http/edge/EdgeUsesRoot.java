package io.vestnik.broken.http.edge;

import io.vestnik.broken.http.RootUsesEdge;

/// Depends on a package that depends on the package of this class.
public final class EdgeUsesRoot {
    /// A use of the package `http`.
    public Class<?> other = RootUsesEdge.class;
}
