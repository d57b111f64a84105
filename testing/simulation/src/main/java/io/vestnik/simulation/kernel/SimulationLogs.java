package io.vestnik.simulation.kernel;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// The logs of simulated code. Only errors are recorded: production code logs an error where it catches an exception
/// that must not happen, so each error is a finding.
///
/// SLF4J finds this provider by its name in `META-INF/services`. The receiver is one for the whole JVM, so a JVM runs
/// one simulation at a time.
public final class SimulationLogs implements SLF4JServiceProvider {
    private static final AtomicReference<Consumer<Line>> RECEIVER = new AtomicReference<>(line -> {});

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /// An error in the log.
    ///
    /// @param cause the logged exception; null if there is none
    public record Line(
            String logger, String message, @Nullable Throwable cause) {}

    /// Called by SLF4J.
    public SimulationLogs() {}

    /// Passes each later error to `newReceiver`, which replaces the previous receiver.
    public static void receive(Consumer<Line> newReceiver) {
        RECEIVER.set(newReceiver);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return ErrorLogger::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // The fields have their values already.
    }

    private static final class ErrorLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        ErrorLogger(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return false;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable cause) {
            RECEIVER.get().accept(new Line(name, MessageFormatter.basicArrayFormat(message, arguments), cause));
        }
    }
}
