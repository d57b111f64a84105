package io.vestnik.broken.http;

import io.vestnik.broken.bootstrap.Program;
import io.vestnik.broken.postgres.Store;

/// An adapter that depends on another adapter and on the program.
public record AdapterUsesAdapter(Store store, Program program) {}
