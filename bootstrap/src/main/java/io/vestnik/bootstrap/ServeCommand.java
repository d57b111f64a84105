package io.vestnik.bootstrap;

import io.vestnik.application.FatalErrors;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the server until it is asked to stop, or until a fatal error ends it.
@Command(
        name = "serve",
        description = "Runs the server until it is stopped (Ctrl+C, SIGTERM).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Option(
            names = "--temporary",
            description = "Stops when the standard input closes, and deletes the data directory at the end; it must be"
                    + " empty or absent at the start. For a parent process that the server must not outlive, such as"
                    + " `load`.")
    private boolean temporary;

    ServeCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() throws SettingsException, InterruptedException {
        Settings settings = SettingOptions.read(spec, environment);
        Logs.configure(settings.logFormat());
        ProcessEnd fatal = ProcessEnd.ofThisProcess(terminal);
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught(fatal, thread, error));
        Optional<TemporaryRun> run =
                temporary ? Optional.of(TemporaryRun.on(settings.dataDirectory())) : Optional.empty();
        Server server = new Server();
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> {
            terminal.print("stopping: finishing accepted requests");
            server.close();
            run.ifPresent(TemporaryRun::end);
            stopped.countDown();
        });
        // The hook is added before the start, because a signal during the start must not leave the database running.
        Runtime.getRuntime().addShutdownHook(stop);
        run.ifPresent(ignored -> TemporaryRun.endWith(System.in));
        try {
            server.start(settings, Publication.of(environment), terminal, fatal);
        } catch (StoppedException e) {
            stopped.await();
            return CommandLine.ExitCode.OK;
        } catch (RuntimeException e) {
            withdraw(stop);
            run.ifPresent(TemporaryRun::end);
            throw e;
        }
        String address = ListenAddress.of(settings).url(server.port());
        if (settings.web() == Settings.Web.ON) {
            terminal.print("open " + address + " in a browser");
        }
        terminal.print("API docs at " + address + "/docs");
        terminal.print("listening on " + address);
        warn(server.exposure());
        stopped.await();
        return 0;
    }

    private void warn(Exposure exposure) {
        List<String> warning = exposure.warning();
        if (!warning.isEmpty()) {
            LOG.warn(
                    "event=exposed registration={} tls={} public_logins={}",
                    exposure.openRegistration() ? "open" : "closed",
                    exposure.noProxy() ? "none" : "proxy",
                    exposure.publicLogins().size());
            warning.forEach(terminal::printHint);
        }
    }

    /// Removes the shutdown hook after a failed start, which has already stopped every part.
    private static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("event=shutdown_in_progress");
        }
    }

    /// Handles what no other code has caught, mostly in threads of libraries. An `Error` is fatal, because the node
    /// then works only in part. An exception is only logged, because it ends a single task.
    private static void uncaught(FatalErrors fatal, Thread thread, Throwable error) {
        if (error instanceof Error) {
            fatal.report("thread " + thread.getName(), error);
        } else {
            LOG.error("event=thread_failed thread={}", thread.getName(), error);
        }
    }
}
