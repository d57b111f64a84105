package io.vestnik.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import io.vestnik.bootstrap.settings.Settings.LogFormat;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Configures logging to the standard output or the error output, in the format that the settings name.
final class Logs {
    private Logs() {}

    /// Configures logging to the standard output, and replaces any earlier configuration.
    static void configure(LogFormat format) {
        configure(format, ConsoleTarget.SystemOut);
    }

    /// Configures logging, and replaces any earlier configuration.
    static void configure(LogFormat format, ConsoleTarget target) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        LogLines lines = new LogLines(format);
        lines.setContext(context);
        lines.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(lines);
        console.setTarget(target.getName());
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        context.getLogger("io.vestnik").setLevel(Level.INFO);
        // Some libraries log by java.util.logging, whose lines would have a format of their own.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
