package io.vestnik.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// A separate process that starts a server, stores one row and waits to be killed.
final class KilledServer {
    private final Process process;

    private KilledServer(Process process) {
        this.process = process;
    }

    /// Starts the process and returns when the row is committed.
    static KilledServer withOneRow(Path dataDirectory) {
        try {
            Process process = new ProcessBuilder(List.of(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledServer.class.getName(),
                            dataDirectory.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = process.inputReader().readLine();
            if (!"committed".equals(line)) {
                throw new IllegalStateException("the server's process printed " + line);
            }
            return new KilledServer(process);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String... args) throws Exception {
        EmbeddedPostgres server = Servers.start(Path.of(args[0]), step -> {});
        Sql.execute(server.address(), "create table letters (text text)");
        Sql.execute(server.address(), "insert into letters values ('kept')");
        System.out.println("committed");
        Thread.currentThread().join();
    }
}
