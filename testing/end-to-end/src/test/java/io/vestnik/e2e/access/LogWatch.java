package io.vestnik.e2e.access;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// Records the log of this JVM, from a given level on.
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    private final Level from;
    private final Level before;

    /// @param name the name of the logger; its children are recorded, too
    LogWatch(String name, Level from) {
        this.logger = (Logger) LoggerFactory.getLogger(name);
        this.from = from;
        this.before = logger.getLevel();
        logger.setLevel(from);
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        // A child logger with a lower level of its own also passes on events below `from`.
        if (!event.getLevel().isGreaterOrEqual(from)) {
            return;
        }
        event.prepareForDeferredProcessing();
        events.add(event);
    }

    /// Returns the messages, with their exceptions.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : events) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "%s %s %s", event.getLevel(), event.getLoggerName(), event.getFormattedMessage()));
            for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                line.append(" <- ").append(cause.getClassName()).append(": ").append(cause.getMessage());
            }
            lines.add(line.append(' ').append(event.getMDCPropertyMap()).toString());
        }
        return lines;
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
