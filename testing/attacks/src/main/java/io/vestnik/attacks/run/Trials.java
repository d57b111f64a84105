package io.vestnik.attacks.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Runs attacks one after the other, each on its own server. In a short run all attacks share one server, which is
/// replaced after a failed attack. For one thread.
public final class Trials implements AutoCloseable {
    /// The second byte of the first attack's addresses, and one beyond that of the last. Bystanders have lower ones.
    private static final int FIRST_NETWORK = 10;

    private static final int NETWORKS_END = 250;

    private final Settings settings;
    private Optional<ServerProcess> running = Optional.empty();
    private int network = FIRST_NETWORK;

    /// How trials run.
    ///
    /// @param server the launcher, or a directory with `vestnik.jar`
    /// @param heap of the server, such as `256m`
    /// @param idle how long the bystanders are measured before an attack
    /// @param length of an attack
    /// @param latencyMax the longest that a request of the bystanders may take
    /// @param shortRun whether attacks share a server and seed a tenth of the data
    /// @param attackerClass main class of the attacker
    public record Settings(
            Path server,
            String heap,
            Duration idle,
            Duration length,
            Duration latencyMax,
            boolean shortRun,
            String attackerClass) {}

    public Trials(Settings settings) {
        this.settings = settings;
    }

    public Outcome run(String attack) throws InterruptedException {
        ServerProcess server = running.orElseGet(() -> ServerProcess.start(settings.server(), settings.heap()));
        running = Optional.of(server);
        Outcome outcome = new Trial(settings, server, network).run(attack);
        network = network + 1 == NETWORKS_END ? FIRST_NETWORK : network + 1;
        if (!settings.shortRun() || !outcome.passed()) {
            close();
        }
        return outcome;
    }

    /// Stops the server, if one runs.
    @Override
    public void close() {
        running.ifPresent(ServerProcess::close);
        running = Optional.empty();
    }
}
