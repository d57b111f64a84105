package io.vestnik.simulation.world;

import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.kernel.RandomStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Makes the plan of a seed.
public final class PlanMaker {
    private static final Duration LENGTH = Duration.ofSeconds(60);
    private static final int BEGIN_MILLIS = 1_000;
    private static final int END_MILLIS = Math.toIntExact(LENGTH.toMillis()) - 1_000;
    private static final int NODES_MAX = 3;
    private static final int USERS_MIN = 2;
    private static final int USERS_MAX = 6;
    private static final int CLIENTS_PER_USER_MAX = 3;
    private static final int NUMBERS = 1_000;
    private static final int HOUR_MILLIS = 3_600_000;

    /// The number of actions of clients without further ones of a profile.
    private static final int ACTIONS_MIN = 100;

    private static final int ACTIONS_MAX = 400;

    /// How often each action happens, in relation to the others.
    private static final List<Map.Entry<Action.Kind, Integer>> USUAL = List.of(
            Map.entry(Action.Kind.SEND, 40),
            Map.entry(Action.Kind.READ, 14),
            Map.entry(Action.Kind.EDIT, 7),
            Map.entry(Action.Kind.DELETE, 3),
            Map.entry(Action.Kind.TYPE, 2),
            Map.entry(Action.Kind.SEND_HTTP, 4),
            Map.entry(Action.Kind.REPEAT_HTTP, 4),
            Map.entry(Action.Kind.INTRUDE, 1),
            Map.entry(Action.Kind.HISTORY, 4),
            Map.entry(Action.Kind.SLEEP, 7),
            Map.entry(Action.Kind.FOUND, 1),
            Map.entry(Action.Kind.DIRECT, 1),
            Map.entry(Action.Kind.ADD, 2),
            Map.entry(Action.Kind.REMOVE, 1),
            Map.entry(Action.Kind.LEAVE, 1),
            Map.entry(Action.Kind.RETITLE, 1),
            Map.entry(Action.Kind.ROLE, 1),
            Map.entry(Action.Kind.REVOKE, 1),
            Map.entry(Action.Kind.LOG_IN, 1));

    private static final List<Action.Kind> OF_MEMBERS = List.of(
            Action.Kind.FOUND,
            Action.Kind.DIRECT,
            Action.Kind.ADD,
            Action.Kind.ADD,
            Action.Kind.ADD,
            Action.Kind.REMOVE,
            Action.Kind.LEAVE,
            Action.Kind.ROLE,
            Action.Kind.INTRUDE,
            Action.Kind.HISTORY,
            Action.Kind.SLEEP,
            Action.Kind.REVOKE,
            Action.Kind.LOG_IN,
            Action.Kind.DISSOLVE);

    private static final List<FaultKind> OF_BUS =
            List.of(FaultKind.NOTIFICATION_LOST, FaultKind.NOTIFICATION_LATE, FaultKind.NOTIFICATION_DOUBLED);

    private static final List<FaultKind> OF_STORE = List.of(
            FaultKind.COMMIT_SLOW,
            FaultKind.COMMIT_REFUSED,
            FaultKind.COMMIT_CONTENDED,
            FaultKind.OUTCOME_STORED,
            FaultKind.OUTCOME_LOST,
            FaultKind.OUTCOME_LATE,
            FaultKind.ANSWER_SLOW,
            FaultKind.BATCH_DEFECT,
            FaultKind.STATEMENT_SLOW,
            FaultKind.STATEMENT_TIMEOUT,
            FaultKind.NO_CONNECTION,
            FaultKind.CONNECTION_LOST,
            FaultKind.READ_SLOW,
            FaultKind.READ_FAILED,
            FaultKind.DEVICE_READ_SLOW);

    private final SplittableRandom random;
    private final Profile profile;
    private final List<Action> actions = new ArrayList<>();

    private PlanMaker(long seed, Profile profile) {
        this.random = new RandomStreams(seed).of("plan");
        this.profile = profile;
    }

    /// Makes the plan of a seed.
    public static Plan of(long seed, Profile profile) {
        return new PlanMaker(seed, profile).plan(seed);
    }

    private Plan plan(long seed) {
        int users = random.nextInt(USERS_MIN, USERS_MAX + 1);
        int clients = random.nextInt(users, users * CLIENTS_PER_USER_MAX / 2 + 1);
        int nodes = random.nextInt(1, NODES_MAX + 1);
        begin(users);
        usual(random.nextInt(ACTIONS_MIN, ACTIONS_MAX));
        if (profile.has(Profile.PRESSURE)) {
            bursts();
        }
        if (profile.has(Profile.MEMBERS)) {
            of(OF_MEMBERS, random.nextInt(30, 100));
            windows(List.of(FaultKind.READ_SLOW, FaultKind.DEVICE_READ_SLOW), random.nextInt(1, 6), 40);
        }
        if (profile.has(Profile.BUS)) {
            windows(OF_BUS, random.nextInt(3, 8), 60);
            of(List.of(Action.Kind.CUT_BUS), random.nextInt(1, 6));
        }
        if (profile.has(Profile.STORE)) {
            windows(OF_STORE, random.nextInt(4, 16), 40);
            of(List.of(Action.Kind.LOCK), random.nextInt(1, 8));
        }
        if (profile.has(Profile.LINKS)) {
            windows(List.of(FaultKind.LINK_SLOW), random.nextInt(1, 4), 30);
            of(List.of(Action.Kind.CUT, Action.Kind.CUT, Action.Kind.HALF_OPEN), random.nextInt(10, 60));
        }
        if (profile.has(Profile.RESTARTS)) {
            of(
                    List.of(Action.Kind.PAUSE, Action.Kind.KILL, Action.Kind.DRAIN, Action.Kind.CLOCK),
                    random.nextInt(3, 15));
        }
        actions.sort(Comparator.comparingLong(Action::atMillis));
        WorldSettings settings = new WorldSettings(nodes, users, clients, profile.has(Profile.PRESSURE));
        return new Plan(seed, profile, settings, actions, LENGTH);
    }

    /// The first chats: a group of all users, a smaller one, and a direct chat.
    private void begin(int users) {
        actions.add(new Action(BEGIN_MILLIS / 2, Action.Kind.FOUND, 0, 1, users - 1));
        actions.add(new Action(BEGIN_MILLIS / 2, Action.Kind.FOUND, 1, 2, users / 2));
        actions.add(new Action(BEGIN_MILLIS / 2, Action.Kind.DIRECT, 0, 1, 0));
    }

    private int time() {
        return random.nextInt(BEGIN_MILLIS, END_MILLIS);
    }

    private void usual(int count) {
        int weights = USUAL.stream().mapToInt(Map.Entry::getValue).sum();
        for (int i = 0; i < count; i++) {
            int left = random.nextInt(weights);
            int at = 0;
            while (left >= USUAL.get(at).getValue()) {
                left -= USUAL.get(at).getValue();
                at++;
            }
            add(USUAL.get(at).getKey(), time());
        }
    }

    private void of(List<Action.Kind> kinds, int count) {
        for (int i = 0; i < count; i++) {
            add(kinds.get(random.nextInt(kinds.size())), time());
        }
    }

    private void add(Action.Kind kind, int atMillis) {
        int who = random.nextInt(NUMBERS);
        int what = random.nextInt(NUMBERS);
        actions.add(new Action(atMillis, kind, who, what, amount(kind)));
    }

    private int amount(Action.Kind kind) {
        return switch (kind) {
            case SEND -> random.nextInt(8) == 0 ? random.nextInt(5, 20) : random.nextInt(1, 4);
            case SLEEP -> millis(10, 20_000);
            case HALF_OPEN -> millis(100, 20_000);
            case CUT_BUS -> millis(100, 20_000);
            case PAUSE -> millis(100, 30_000);
            case KILL -> millis(100, 5_000);
            case DRAIN -> millis(100, 5_000);
            case CLOCK -> random.nextInt(-HOUR_MILLIS, HOUR_MILLIS);
            case SEND_HTTP, REPEAT_HTTP, INTRUDE, EDIT, DELETE, READ, TYPE, HISTORY -> random.nextInt(NUMBERS);
            case DIRECT, FOUND, ADD, REMOVE, LEAVE, RETITLE, ROLE, DISSOLVE -> random.nextInt(NUMBERS);
            case REVOKE, LOG_IN, CUT, FAULT, LOCK -> random.nextInt(NUMBERS);
        };
    }

    /// A time, short ones more often than long ones.
    private int millis(int min, int max) {
        return random.nextInt(min, random.nextInt(min + 1, max));
    }

    /// Several messages in one moment, by one client after another.
    private void bursts() {
        int count = random.nextInt(5, 20);
        for (int i = 0; i < count; i++) {
            int who = random.nextInt(NUMBERS);
            actions.add(new Action(time(), Action.Kind.SEND, who, random.nextInt(NUMBERS), random.nextInt(10, 60)));
        }
        windows(List.of(FaultKind.ANSWER_SLOW, FaultKind.LINK_SLOW, FaultKind.READ_SLOW), random.nextInt(1, 6), 20);
    }

    private void windows(List<FaultKind> kinds, int count, int percentMax) {
        for (int i = 0; i < count; i++) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            int percent = random.nextInt(1, percentMax);
            actions.add(new Action(time(), Action.Kind.FAULT, kind.number(), percent, millis(500, 20_000)));
        }
    }
}
