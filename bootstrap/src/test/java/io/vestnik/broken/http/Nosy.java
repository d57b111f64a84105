package io.vestnik.broken.http;

import io.vestnik.broken.bootstrap.Program;
import io.vestnik.broken.postgres.Store;

/// An adapter that looks into another one, and into the program.
public record Nosy(Store store, Program program) {}
