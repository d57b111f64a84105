package io.vestnik.broken.http;

import io.vestnik.broken.http.edge.EdgeUsesRoot;

/// Depends on a package that depends on this one.
public final class RootUsesEdge {
    /// A use of the other package.
    public EdgeUsesRoot other = new EdgeUsesRoot();
}
