package io.vestnik.faults.run.system;

import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The built server as a process, with its clock and its log. Used by one thread.
public final class TestedServer implements AutoCloseable {
    private final Path keptLogs;
    private final Optional<FakeClock> clock;
    private final ServerProcess process;
    private int logs;
    private boolean ended;

    /// How often the log of the running server may say that the epoch has changed.
    private int epochsExpected;

    /// Starts the server.
    ///
    /// @param process its clock is set here
    /// @param clock empty = the real time
    /// @param keptLogs the directory for copies of the logs
    TestedServer(ServerProcess process, Optional<FakeClock> clock, Path keptLogs) {
        this.process = process;
        this.clock = clock;
        this.keptLogs = keptLogs;
        clock.ifPresent(moved -> moved.environment().forEach(process::environment));
        ServerProcess unused = process.start();
    }

    /// The address of the server itself.
    public URI address() {
        return process.address();
    }

    /// The running process.
    public ProcessHandle process() {
        return ProcessHandle.of(process.pid())
                .orElseThrow(() -> new IllegalStateException("the server process has ended"));
    }

    /// The clock; empty if it cannot be moved.
    public Optional<FakeClock> clock() {
        return clock;
    }

    /// Kills the server.
    public void kill() {
        ended = true;
        process.killJava();
    }

    /// Stops the server, which finishes accepted work.
    public void stop() {
        ended = true;
        process.stop();
    }

    /// Starts the server if it does not run.
    ///
    /// @return descriptions of what should not have ended or happened
    List<String> repair() {
        List<String> problems = new ArrayList<>();
        if (!process.isAlive()) {
            if (!ended) {
                problems.add("the server ended by itself, see its log");
            }
            problems.addAll(keepLog());
            ServerProcess unused = process.start();
            ended = false;
            epochsExpected = 0;
        }
        return problems;
    }

    /// Allows the running server to find once more that the epoch has changed.
    public void expectNewEpoch() {
        epochsExpected++;
    }

    /// Whether the server has found every new epoch that was expected since its start.
    public boolean hasFoundEpoch() {
        return process.output().lines().filter(TestedServer::isOfEpoch).count() >= epochsExpected;
    }

    private static boolean isOfEpoch(String line) {
        return line.contains("event=data_replaced");
    }

    /// Copies the log of the server, which its next start would delete.
    ///
    /// @return the lines that must not be in it
    public List<String> keepLog() {
        String output = process.output();
        try {
            Files.createDirectories(keptLogs);
            logs++;
            Files.writeString(keptLogs.resolve(String.format(Locale.ROOT, "server-%03d.log", logs)), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Clients load everything again after each of these lines, so there must be no more than expected.
        Stream<String> unexpected =
                output.lines().filter(TestedServer::isOfEpoch).skip(epochsExpected);
        Stream<String> never = output.lines()
                .filter(line -> line.contains("event=data_went_back") || line.contains("OutOfMemoryError"));
        return Stream.concat(unexpected, never)
                .map(line -> "the server logged: " + line)
                .toList();
    }

    @Override
    public void close() {
        List<String> unused = keepLog();
        process.close();
    }
}
