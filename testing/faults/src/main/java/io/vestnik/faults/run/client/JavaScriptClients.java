package io.vestnik.faults.run.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.client.VestnikApi;
import io.vestnik.faults.run.history.FrameHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Clients of the JavaScript library, all in one process of Node. The process ends with its input, so it does not
/// outlive this JVM.
public final class JavaScriptClients implements Clients {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The maximum time to log in, which includes the hashing of each password.
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private static final Duration COMPARE_MAX = Duration.ofMinutes(2);
    private static final Duration END_MAX = Duration.ofSeconds(5);

    /// How long a reported state is valid. The process reports every 100 ms.
    private static final Duration STATE_MAX = Duration.ofSeconds(5);

    private final Map<Integer, Account> accounts = new HashMap<>();
    private final Map<Integer, FrameHistory> histories = new HashMap<>();
    private final Problems problems;
    private final Process process;
    private final Writer input;
    private final CountDownLatch started = new CountDownLatch(1);
    private final BlockingQueue<JsonNode> comparisons = new ArrayBlockingQueue<>(1);
    private final long clockBefore = System.nanoTime();

    /// The last report, with the time at which it arrived.
    private volatile State state = new State(0, Integer.MAX_VALUE, System.nanoTime());

    private volatile boolean closed;

    private record State(int live, int unsent, long nanos) {}

    /// The program of the clients.
    ///
    /// @param node the program of Node
    /// @param script `clients.mjs`
    /// @param library the directory of the library
    public record Program(String node, Path script, Path library) {}

    /// Starts the process, and waits until all users are logged in.
    ///
    /// @param accounts the users of the clients, who log in on devices of their own
    /// @param recordings where each client is recorded, in the same order
    /// @throws IllegalStateException if Node does not run, or if a user cannot log in
    public JavaScriptClients(
            Program program,
            URI server,
            List<Account> accounts,
            List<Recording> recordings,
            Load load,
            Problems problems) {
        this.problems = problems;
        for (int i = 0; i < accounts.size(); i++) {
            this.accounts.put(accounts.get(i).client(), accounts.get(i));
            histories.put(accounts.get(i).client(), recordings.get(i).frames());
        }
        try {
            process = new ProcessBuilder(
                            program.node(),
                            program.script().toString(),
                            program.library().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("Node 20 or newer is needed for the JavaScript clients", e);
        }
        input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("javascript-clients").start(() -> listen(output));
        command(configuration(server, accounts, load));
        awaitStart();
    }

    private static ObjectNode configuration(URI server, List<Account> accounts, Load load) {
        ObjectNode configuration = JSON.createObjectNode()
                .put("url", server.toString())
                // Numbers of JavaScript have 53 bits.
                .put("seed", load.seed() & 0xFFFF_FFFFL)
                .put("actionsPerSecond", load.actionsPerSecond());
        ArrayNode users = configuration.putArray("users");
        accounts.forEach(account -> users.addObject()
                .put("client", account.client())
                .put("email", account.email())
                .put("password", Account.PASSWORD));
        return configuration;
    }

    private void awaitStart() {
        try {
            if (!started.await(START_MAX.toSeconds(), TimeUnit.SECONDS) || !process.isAlive()) {
                process.destroyForcibly();
                throw new IllegalStateException("the JavaScript clients do not start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void listen(BufferedReader output) {
        try (output) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (IOException | RuntimeException e) {
            problems.add("the output of the JavaScript clients cannot be read: " + e);
        }
        if (!closed) {
            problems.add("the process of the JavaScript clients ended");
        }
        started.countDown();
    }

    private void take(JsonNode line) {
        FrameHistory history = histories.get(line.path("c").asInt(-1));
        if (history != null) {
            frame(history, line);
        } else if (line.has("state")) {
            JsonNode now = line.path("state");
            state = new State(now.path("live").asInt(), now.path("unsent").asInt(), System.nanoTime());
        } else if (line.has("differences")) {
            // A queue that is full holds the answer to a request that nobody waits for any more.
            comparisons.clear();
            comparisons.add(line.path("differences"));
        } else if (line.has("started")) {
            started.countDown();
        } else if (line.has("clock")) {
            checkClock(Long.parseLong(line.path("clock").asText()));
        } else {
            problems.add(line.path("problem").asText());
        }
    }

    private static void frame(FrameHistory history, JsonNode line) {
        long nanos = Long.parseLong(line.path("t").asText());
        switch (line.path("d").asText()) {
            case "out" -> history.sent(nanos, line.path("f").asText());
            case "in" -> history.received(nanos, line.path("f").asText());
            default -> history.ended(nanos, line.path("code").asInt());
        }
    }

    /// The times of both processes are compared, so their clocks must be one.
    private void checkClock(long nanos) {
        if (nanos - clockBefore < 0 || nanos - System.nanoTime() > 0) {
            problems.add("the clock of Node differs from that of Java: the real-time order cannot be checked");
        }
    }

    private synchronized void command(JsonNode command) {
        try {
            input.write(command + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process of the JavaScript clients has ended", e);
        }
    }

    private static ObjectNode command(String name, List<Room> rooms) {
        ObjectNode command = JSON.createObjectNode().put("do", name);
        ArrayNode all = command.putArray("rooms");
        for (Room room : rooms) {
            ObjectNode one = all.addObject().put("chat", room.chat().toString());
            ArrayNode members = one.putArray("members");
            room.members().forEach(members::add);
        }
        return command;
    }

    @Override
    public String name() {
        return "javascript";
    }

    @Override
    public List<Integer> numbers() {
        return List.copyOf(accounts.keySet());
    }

    @Override
    public boolean areLive() {
        return isFresh(state) && histories.values().stream().allMatch(FrameHistory::isLive);
    }

    @Override
    public boolean areSettled() {
        State now = state;
        return isFresh(now) && now.live() == accounts.size() && now.unsent() == 0;
    }

    private static boolean isFresh(State state) {
        return System.nanoTime() - state.nanos() < STATE_MAX.toNanos();
    }

    @Override
    public void work(List<Room> rooms) {
        command(command("work", rooms));
    }

    @Override
    public void dataMayBeLost() {
        // These clients keep no ids beyond the change of the epoch.
    }

    @Override
    public void rest() {
        command(command("rest", List.of()));
    }

    @Override
    public VestnikApi api(int client) {
        Account account = accounts.get(client);
        if (account == null) {
            throw new IllegalArgumentException("no JavaScript client " + client);
        }
        return account.api();
    }

    @Override
    public List<String> differences(List<Room> rooms) {
        comparisons.clear();
        command(command("compare", rooms));
        try {
            JsonNode found = comparisons.poll(COMPARE_MAX.toSeconds(), TimeUnit.SECONDS);
            if (found == null) {
                return List.of("the JavaScript clients do not compare their chats");
            }
            List<String> lines = new ArrayList<>();
            found.forEach(line -> lines.add(line.asText()));
            return List.copyOf(lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
