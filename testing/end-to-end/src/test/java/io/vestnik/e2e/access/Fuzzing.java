package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends generated requests and frames from several clients at the same time, while an uninvolved user keeps sending.
///
/// `-Dvestnik.fuzz.times=20` sends twenty times as many. `-Dvestnik.fuzz.seed=…` generates other requests and frames.
record Fuzzing(int port, long seed) {
    private static final int SIDES = 3;
    private static final long SEED = Long.getLong("vestnik.fuzz.seed", 20_261_122);
    private static final int TIMES = Integer.getInteger("vestnik.fuzz.times", 1);

    static Fuzzing of(int port) {
        return new Fuzzing(port, SEED);
    }

    /// Sends the given numbers of requests and bursts. Checks that the server answered all of them as the protocol
    /// requires, and that it still serves.
    FuzzTally run(int requests, int bursts) throws InterruptedException, ExecutionException {
        AtomicBoolean over = new AtomicBoolean();
        FuzzTally http = new FuzzTally();
        FuzzTally frames = new FuzzTally();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> innocent = threads.submit(() -> talksOn(over));
            List<Callable<FuzzTally>> sides = new ArrayList<>();
            for (int i = 0; i < SIDES; i++) {
                sides.add(new HttpFuzz(port, seed + i, requests * TIMES / SIDES));
                sides.add(new FrameFuzz(port, seed + 100 + i, bursts * TIMES / SIDES));
            }
            List<Future<FuzzTally>> running =
                    sides.stream().map(threads::submit).toList();
            try {
                for (int i = 0; i < running.size(); i++) {
                    (i % 2 == 0 ? http : frames).add(running.get(i).get());
                }
            } finally {
                over.set(true);
            }
            assertThat(innocent.get()).as("messages of an uninvolved user").isPositive();
        }
        assertThat(http.failures()).as("HTTP, seed " + seed).isEmpty();
        assertThat(frames.failures()).as("frames, seed " + seed).isEmpty();
        assertThat(http.past()).as("requests that got past parsing").isGreaterThan(http.tried() / 3);
        assertThat(frames.past()).as("frames that got past parsing").isGreaterThan(frames.tried() / 3);
        serves();
        http.add(frames);
        return http;
    }

    /// Sends messages one after another on one connection, each after the previous acknowledgement, until the end of
    /// the run.
    ///
    /// @return the number of sent messages
    private int talksOn(AtomicBoolean over) {
        UserActions actions = UserActions.of(port);
        Person alice = actions.registers("Alice");
        String chat = actions.directChat(alice, actions.registers("Bob"));
        int sent = 0;
        try (Frames socket = actions.connects(alice)) {
            while (!over.get() || sent == 0) {
                int ref = sent;
                socket.say(UserActions.send(chat, ref, "message " + ref));
                JsonNode answer = socket.next(frame -> frame.path("ref").asInt(-1) == ref);
                assertThat(answer.path("type").asText()).isEqualTo("sent");
                sent++;
                assertThat(answer.path("message").path("id").asInt()).isEqualTo(sent);
            }
            assertThat(socket.isClosed()).isFalse();
        }
        assertThat(actions.as(alice, "GET", "/history/" + chat + "?limit=1")
                        .expect(200)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(sent);
        return sent;
    }

    private void serves() {
        UserActions actions = UserActions.of(port);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        try (Frames hers = actions.connects(alice);
                Frames his = actions.connects(bob)) {
            hers.say(UserActions.send(chat, 1, "still here"));
            hers.next(frame -> frame.path("type").asText().equals("sent"));
            his.next(frame -> frame.path("message").path("text").asText().equals("still here"));
            his.say("{\"type\":\"read\",\"ref\":1,\"chatId\":\"" + chat + "\",\"upTo\":1}");
            hers.next(frame -> frame.path("type").asText().equals("allRead"));
        }
        actions.refreshes(alice.refreshToken()).expect(200);
        assertThat(actions.as(bob, "GET", "/history/" + chat).expect(200).json().path("items"))
                .hasSize(1);
    }
}
