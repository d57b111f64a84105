package io.vestnik.bootstrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vestnik.bootstrap.settings.Settings.LogFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Encodes log entries in UTF-8. The only place that quotes values.
///
/// As text, an entry is `TIME LEVEL LOGGER event=… key=value …`, and the stack trace of a bug follows on lines of its
/// own. As JSON, an entry is one line with one object, the fields are its members, and `trace` is the stack trace.
final class LogLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final byte[] NOTHING = {};

    private final LogFormat format;

    LogLines(LogFormat format) {
        this.format = format;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        LogEntry entry = LogEntry.of(event);
        String lines = switch (format) {
            case TEXT -> text(event, entry);
            case JSON -> json(event, entry);
        };
        return (lines + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ILoggingEvent event, LogEntry entry) {
        String logger = event.getLoggerName();
        String fields = entry.fields().entrySet().stream()
                .map(field -> field.getKey() + "=" + plainOrQuoted(field.getValue()))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "%s %-5s %s %s%s",
                time(event),
                event.getLevel(),
                entry.own() ? logger.substring(logger.lastIndexOf('.') + 1) : logger,
                fields,
                entry.trace().map(trace -> "\n" + trace).orElse(""));
    }

    private static String json(ILoggingEvent event, LogEntry entry) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", time(event));
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.putAll(entry.fields());
        entry.trace().ifPresent(trace -> members.put("trace", trace));
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":"
                        + (member.getValue() instanceof Number number
                                ? number.toString()
                                : quoted(member.getValue().toString())))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    /// Quotes a value that would not end at the next space, or that could be taken for several fields or lines.
    private static String plainOrQuoted(Object value) {
        String text = value.toString();
        boolean plain = !text.isEmpty()
                && text.codePoints()
                        .noneMatch(c -> c == '"'
                                || c == '\\'
                                || c == '='
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c));
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
