package io.vestnik.bootstrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The content of a log entry, independent of its format.
///
/// The server's own entries are written in [#STYLE] and keep their fields. Any other entry comes from a library: it
/// becomes the event `library` with its text as `message`.
///
/// @param own whether the entry is in the style
/// @param fields names and values in the order in which they are written, beginning with `event`; a value is a
///     `String`, an `Integer` or a `Long`
/// @param trace the stack trace of a failure, with several lines; absent for expected failures of the network, the
///     database or a file in a library
record LogEntry(boolean own, Map<String, Object> fields, Optional<String> trace) {
    /// The style of the server's own entries: `event=word`, then `key=value`, where a value is a placeholder or a
    /// constant.
    static final Pattern STYLE =
            Pattern.compile("event=(?:\\{}|\\w+)(?: \\w+=(?:\\{}|\"\\{}\"|\"[^\"{}]+\"|[^\\s\"{}]+))*");

    private static final Pattern FIELD = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

    private static final String PLACEHOLDER = "{}";

    /// The ids that connect an entry with a request or a trace: this server's, and those of the OpenTelemetry agent.
    private static final List<String> CONTEXT = List.of("requestId", "trace_id", "span_id");

    /// The most causes of a failure that are described: far more than libraries nest, and a bound for cycles.
    private static final int CAUSES_MAX = 10;

    /// Returns the content of a logging event.
    static LogEntry of(ILoggingEvent event) {
        List<Throwable> failures = failures(event);
        boolean own = STYLE.matcher(event.getMessage()).matches();
        boolean describe = !own && expected(failures);
        Map<String, Object> fields = own ? fields(event) : library(event);
        if (describe) {
            fields.put("cause", describe(failures));
        }
        CONTEXT.forEach(key -> {
            String value = event.getMDCPropertyMap().get(key);
            if (value != null) {
                fields.put(key, value);
            }
        });
        IThrowableProxy failure = event.getThrowableProxy();
        return new LogEntry(
                own,
                fields,
                failure == null || describe
                        ? Optional.empty()
                        : Optional.of(ThrowableProxyUtil.asString(failure).strip()));
    }

    private static Map<String, Object> fields(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        Iterator<Object> values = arguments == null
                ? List.of().iterator()
                : Arrays.asList(arguments).iterator();
        Map<String, Object> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(event.getMessage());
        while (field.find()) {
            int value = field.start(2) < 0 ? 3 : 2;
            String template = event.getMessage().substring(field.start(value), field.end(value));
            fields.put(field.group(1), template.equals(PLACEHOLDER) && values.hasNext() ? value(values) : template);
        }
        return fields;
    }

    private static Object value(Iterator<Object> values) {
        Object next = values.next();
        return next instanceof Integer || next instanceof Long ? next : String.valueOf(next);
    }

    private static Map<String, Object> library(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "library");
        fields.put("message", String.valueOf(event.getFormattedMessage()));
        return fields;
    }

    /// Returns the failure of an event and its causes, the outermost first.
    private static List<Throwable> failures(ILoggingEvent event) {
        List<Throwable> failures = new ArrayList<>();
        Throwable next = event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
        while (next != null && failures.size() < CAUSES_MAX) {
            failures.add(next);
            next = next.getCause();
        }
        return failures;
    }

    /// Whether something outside the program failed, so that a description suffices. That is the case if the innermost
    /// cause says so. The stack trace of every other failure is needed to find the bug: also of an error, and of JSON
    /// that cannot be read or written, whose exceptions are an `IOException` for Java only.
    private static boolean expected(List<Throwable> failures) {
        if (failures.isEmpty() || failures.stream().anyMatch(LogEntry::isBug)) {
            return false;
        }
        Throwable innermost = failures.getLast();
        return innermost instanceof IOException
                || innermost instanceof SQLException
                || innermost instanceof TimeoutException
                // A library waited for the database when the program ended.
                || (innermost instanceof InterruptedException && failures.size() > 1);
    }

    private static boolean isBug(Throwable failure) {
        return failure instanceof Error
                || failure instanceof JacksonException
                || failure instanceof ObjectStreamException;
    }

    private static String describe(List<Throwable> failures) {
        return String.join(
                ", caused by ", failures.stream().map(Throwable::toString).toList());
    }
}
