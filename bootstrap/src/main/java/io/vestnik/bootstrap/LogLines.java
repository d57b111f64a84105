package io.vestnik.bootstrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vestnik.bootstrap.settings.Settings.LogFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
/// As text, an entry is `TIME LEVEL LOGGER event=… key=value …`, and a stack trace follows on lines of its own.
/// As JSON, an entry is one line with one object, the fields are its members, and `trace` is the stack trace.
final class LogLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final JsonFactory JSON = new JsonFactory();

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
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : members.entrySet()) {
                json.writeFieldName(member.getKey());
                switch (member.getValue()) {
                    case Integer number -> json.writeNumber(number);
                    case Long number -> json.writeNumber(number);
                    case Object other -> json.writeString(other.toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
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
