package io.vestnik.simulation.world;

import io.vestnik.simulation.law.LawBook;
import io.vestnik.simulation.law.ReadLaws;
import io.vestnik.simulation.law.Violations;
import java.util.function.Consumer;

/// What checks a world.
///
/// @param reads checks each read of the store
/// @param defects receives the exceptions that must not happen
record Judges(Violations violations, LawBook book, ReadLaws reads, Consumer<Throwable> defects) {}
