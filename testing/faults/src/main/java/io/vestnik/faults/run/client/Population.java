package io.vestnik.faults.run.client;

import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Opened;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.run.history.Users;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Registers the users of a run, and creates the chats of each round. Used by one thread.
public final class Population {
    /// The number of users that register at the same time. The server hashes passwords on all processors.
    private static final int PARALLEL = 4;

    private static final int GROUPS = 15;
    private static final int GROUP_MIN = 3;
    private static final int GROUP_MAX = 9;
    private static final Duration ATTEMPTS_MAX = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<Account> accounts;

    private Population(List<Account> accounts) {
        this.accounts = List.copyOf(accounts);
    }

    /// Registers users with the numbers from 0 on.
    public static Population register(int count, URI server, Transport transport, Users users) {
        List<Account> accounts = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<Account>> registering = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int client = i;
                registering.add(executor.submit(() -> Account.register(client, server, transport)));
            }
            for (Future<Account> each : registering) {
                Account account = each.get();
                users.add(account.userId(), account.client());
                accounts.add(account);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the users cannot be registered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new Population(accounts);
    }

    /// The users with the numbers from `from` on, below `to`.
    public List<Account> accounts(int from, int to) {
        return accounts.subList(from, to);
    }

    /// Creates the chats of a round: chats of two users, groups with a guest, and a group of all users.
    ///
    /// @param first whether it is the first round. Only it has direct chats, because two users have one for ever
    /// @param changers the number of clients, from 0 on, that change the groups that they created
    /// @param api the API as the user of a client
    public List<Room> rooms(boolean first, int changers, IntFunction<VestnikApi> api, SplittableRandom random) {
        List<Room> rooms = new ArrayList<>();
        for (int i = 0; i + 1 < accounts.size(); i += 2) {
            rooms.add(first ? direct(i, i + 1, api) : group(List.of(i, i + 1), Room.NO_GUEST, api));
        }
        for (int i = 0; i < GROUPS; i++) {
            List<Integer> members = members(random.nextInt(changers), random);
            rooms.add(group(members, members.getLast(), api));
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < accounts.size(); i++) {
            all.add(i);
        }
        rooms.add(group(all, Room.NO_GUEST, api));
        return rooms;
    }

    /// An owner and random other clients.
    private List<Integer> members(int owner, SplittableRandom random) {
        int size = Math.min(accounts.size(), random.nextInt(GROUP_MIN, GROUP_MAX + 1));
        TreeSet<Integer> others = new TreeSet<>();
        while (others.size() < size - 1) {
            int other = random.nextInt(accounts.size());
            if (other != owner) {
                others.add(other);
            }
        }
        List<Integer> members = new ArrayList<>(List.of(owner));
        members.addAll(others);
        return members;
    }

    private Room direct(int one, int other, IntFunction<VestnikApi> api) {
        Opened opened = repeated(() -> api.apply(one).openDirect(userId(other)));
        return new Room(opened.chat().id(), false, List.of(one, other), Room.NO_GUEST, userId(other));
    }

    private Room group(List<Integer> members, int guest, IntFunction<VestnikApi> api) {
        UUID key = UUID.randomUUID();
        List<UUID> others = members.stream().skip(1).map(this::userId).toList();
        Opened opened = repeated(() -> api.apply(members.getFirst()).createGroup("Group", others, key));
        return new Room(
                opened.chat().id(), true, members, guest, userId(guest == Room.NO_GUEST ? members.getLast() : guest));
    }

    private UUID userId(int client) {
        return accounts.get(client).userId();
    }

    /// Repeats an idempotent request until it succeeds, for up to a minute.
    public static <T> T repeated(Supplier<T> request) {
        long until = System.nanoTime() + ATTEMPTS_MAX.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (ConnectionLostException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
            } catch (VestnikException e) {
                if (!e.retryable() || System.nanoTime() > until) {
                    throw e;
                }
            }
            Pause.of(PAUSE);
        }
    }
}
