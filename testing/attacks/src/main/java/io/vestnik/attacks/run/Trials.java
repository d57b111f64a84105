package io.vestnik.attacks.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Runs attacks one after another, each on a new server. Only in a short run do all attacks share one server, which is
/// replaced after a failed attack. Not thread-safe.
public final class Trials implements AutoCloseable {
    /// The second byte of the first attack's addresses; each further attack adds one. Bystanders have lower values.
    private static final int FIRST_NETWORK = 10;

    private static final int NETWORKS_END = 250;

    private final Settings settings;
    private Optional<AttackedServer> running = Optional.empty();
    private int network = FIRST_NETWORK;

    /// The settings of all trials.
    ///
    /// @param server the launcher, or a directory with `vestnik.jar`
    /// @param heap the size of the server's heap, such as `256m`
    /// @param idle how long the bystanders are measured before an attack
    /// @param length how long an attack lasts
    /// @param latencyMax the maximum time that a send or a read of the bystanders may take
    /// @param shortRun whether the attacks share a server and seed a tenth of the data
    /// @param attackerClass the main class of the attacker's process
    public record Settings(
            Path server,
            String heap,
            Duration idle,
            Duration length,
            Duration latencyMax,
            boolean shortRun,
            String attackerClass) {

        /// The maximum time that a login, a resume or a health check of the bystanders may take: longer than a send,
        /// because each opens a connection or competes with the attack for a processor while a password is hashed.
        Duration loginMax() {
            return latencyMax.multipliedBy(5).dividedBy(2);
        }
    }

    public Trials(Settings settings) {
        this.settings = settings;
    }

    public Outcome run(String attack) throws InterruptedException {
        AttackedServer server = running.orElseGet(() -> AttackedServer.start(settings.server(), settings.heap()));
        running = Optional.of(server);
        Outcome outcome = new Trial(settings, server, network).run(attack);
        network = network + 1 == NETWORKS_END ? FIRST_NETWORK : network + 1;
        if (!settings.shortRun() || !outcome.passed()) {
            close();
        }
        return outcome;
    }

    /// Stops the server if one is running.
    @Override
    public void close() {
        running.ifPresent(AttackedServer::close);
        running = Optional.empty();
    }
}
