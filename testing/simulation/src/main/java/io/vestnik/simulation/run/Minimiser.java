package io.vestnik.simulation.run;

import io.vestnik.simulation.world.Action;
import io.vestnik.simulation.world.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Searches for a part of the actions of a plan that violates the same law. It leaves out parts that become smaller and
/// smaller (delta debugging). Faults that depend on chance stay the same, because each source of random numbers has a
/// stream of its own.
final class Minimiser {
    /// A shorter run may take more steps to its violation, but not many more.
    private static final int STEPS_FACTOR = 2;

    private static final long STEPS_MIN = 200_000;

    private final int actions;
    private final Predicate<List<Integer>> violates;
    private final BooleanSupplier hasTime;

    /// @param actions the number of actions
    /// @param violates whether the actions at some positions violate the law
    /// @param hasTime whether the search may go on
    Minimiser(int actions, Predicate<List<Integer>> violates, BooleanSupplier hasTime) {
        this.actions = actions;
        this.violates = violates;
        this.hasTime = hasTime;
    }

    /// Shortens the plan of a run with a violation.
    static Minimiser of(RunResult found, BooleanSupplier hasTime) {
        Plan plan = found.plan();
        Optional<String> law = found.law();
        long stepsMax = Math.max(STEPS_MIN, found.steps() * STEPS_FACTOR);
        return new Minimiser(
                plan.actions().size(),
                positions -> SeedRun.of(plan.with(actions(plan, positions)), stepsMax, hasTime)
                        .law()
                        .equals(law),
                hasTime);
    }

    /// Searches until no action can be left out, or the time is over.
    ///
    /// @return the positions of the remaining actions in the plan, in their order
    List<Integer> minimise() {
        List<Integer> kept = IntStream.range(0, actions).boxed().toList();
        int parts = 2;
        while (kept.size() > 1 && parts <= kept.size() && hasTime.getAsBoolean()) {
            List<Integer> shorter = withoutOnePart(kept, parts);
            if (shorter.size() < kept.size()) {
                kept = shorter;
                parts = Math.max(2, parts - 1);
            } else if (parts == kept.size()) {
                break;
            } else {
                parts = Math.min(2 * parts, kept.size());
            }
        }
        return kept;
    }

    /// Leaves out the first of equal parts without which the law is still violated.
    ///
    /// @return `kept` if there is no such part
    private List<Integer> withoutOnePart(List<Integer> kept, int parts) {
        for (int part = 0; part < parts && hasTime.getAsBoolean(); part++) {
            int from = kept.size() * part / parts;
            int to = kept.size() * (part + 1) / parts;
            List<Integer> rest = new ArrayList<>(kept.subList(0, from));
            rest.addAll(kept.subList(to, kept.size()));
            if (violates.test(rest)) {
                return rest;
            }
        }
        return kept;
    }

    /// The actions of a plan at some positions. A position beyond the plan is left out.
    static List<Action> actions(Plan plan, List<Integer> positions) {
        return positions.stream()
                .filter(position -> position < plan.actions().size())
                .map(position -> plan.actions().get(position))
                .toList();
    }
}
