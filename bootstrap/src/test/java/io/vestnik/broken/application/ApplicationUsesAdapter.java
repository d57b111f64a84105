package io.vestnik.broken.application;

import io.vestnik.broken.http.AdapterUsesAdapter;

/// A use case that depends on an adapter.
public record ApplicationUsesAdapter(AdapterUsesAdapter adapter) {}
