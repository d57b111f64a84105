package io.vestnik.bootstrap;

import io.vestnik.application.FatalErrors;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
        Server server = Server.start(settings, terminal, fatal);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            terminal.say("stopping: finishing accepted requests");
            server.close();
            stopped.countDown();
        }));
        String address = "http://localhost:" + server.port();
        if (settings.web() == Settings.Web.ON) {
            terminal.say("open " + address + " in a browser");
        }
        terminal.say("API docs at " + address + "/docs");
        terminal.say("listening on " + address);
        stopped.await();
        return 0;
    }

    /// Handles the uncaught exceptions of library threads: after a `VirtualMachineError` the node works only in part.
    private static void uncaught(FatalErrors fatal, Thread thread, Throwable error) {
        if (error instanceof VirtualMachineError) {
            fatal.report(thread.getName(), error);
        } else {
            LOG.error("event=thread_failed thread={}", thread.getName(), error);
        }
    }
}
