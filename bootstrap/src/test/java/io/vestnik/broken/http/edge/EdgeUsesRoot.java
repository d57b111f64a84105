package io.vestnik.broken.http.edge;

import io.vestnik.broken.http.RootUsesEdge;

/// Depends on a package that depends on this one.
public final class EdgeUsesRoot {
    /// A use of the other package.
    public Class<?> other = RootUsesEdge.class;
}
