package io.vestnik.broken.http;

import io.vestnik.broken.http.edge.EdgeUsesRoot;

/// Depends on a package that depends on the package of this class.
public final class RootUsesEdge {
    /// A use of the package `edge`.
    public EdgeUsesRoot other = new EdgeUsesRoot();
}
