package io.vestnik.broken.wire;

import io.vestnik.broken.http.AdapterUsesAdapter;

/// A wire type that depends on an adapter.
public record WireUsesAdapter(AdapterUsesAdapter sender) {}
