package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Runs the server until it is told to stop.
@Command(
        name = "serve",
        description = "Runs the server until it is told to stop (Ctrl+C, SIGTERM).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
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
        Server server = Server.start(settings, terminal);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            terminal.say("stopping: finishing what was accepted");
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
}
