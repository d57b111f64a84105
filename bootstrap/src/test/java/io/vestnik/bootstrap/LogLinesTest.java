package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.vestnik.bootstrap.settings.Settings.LogFormat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private static final String OWN = "io.vestnik.application.commit.writer.BatchCommitter";
    private static final String LIBRARY = "com.zaxxer.hikari.pool.ProxyConnection";
    private static final String TEXT_TIME = "2026-11-30T17:14:23.123Z ";
    private static final String JSON_TIME = "{\"time\":\"2026-11-30T17:14:23.123Z\",";

    private final LoggerContext context = new LoggerContext();

    private static List<String> lines(LogFormat format, LoggingEvent event) {
        return new String(new LogLines(format).encode(event), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static final class UnreadableJson extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        UnreadableJson() {
            super("unexpected character");
        }
    }

    private LoggingEvent event(String logger, String message, @Nullable Throwable failure, Object... arguments) {
        LoggingEvent event =
                new LoggingEvent("fqcn", context.getLogger(logger), Level.WARN, message, failure, arguments);
        event.setTimeStamp(1_796_058_863_123L);
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    @Test
    void an_own_entry_has_its_fields_in_both_formats() {
        LoggingEvent event = event(
                OWN, "event=store_unavailable reason={} changes={} cause=\"{}\"", null, "disk_full", 3, "no room");

        assertThat(lines(LogFormat.TEXT, event))
                .containsExactly(TEXT_TIME + "WARN  BatchCommitter event=store_unavailable reason=disk_full changes=3"
                        + " cause=\"no room\"");
        assertThat(lines(LogFormat.JSON, event))
                .containsExactly(JSON_TIME + "\"level\":\"WARN\",\"logger\":\"" + OWN
                        + "\",\"event\":\"store_unavailable\",\"reason\":\"disk_full\",\"changes\":3,"
                        + "\"cause\":\"no room\"}");
    }

    @Test
    void a_value_cannot_end_its_field_or_its_line() {
        LoggingEvent event = event(OWN, "event=refused cause=\"{}\" path={}", null, "a \"b\"\nevent=c", "");

        assertThat(lines(LogFormat.TEXT, event))
                .containsExactly(
                        TEXT_TIME + "WARN  BatchCommitter event=refused cause=\"a \\\"b\\\"\\nevent=c\" path=\"\"");
        assertThat(lines(LogFormat.JSON, event))
                .singleElement()
                .asString()
                .endsWith("\"event\":\"refused\",\"cause\":\"a \\\"b\\\"\\nevent=c\",\"path\":\"\"}");
    }

    @Test
    void an_expected_failure_in_a_library_is_one_line_with_its_causes() {
        Throwable failure = new IllegalStateException("closed", new SQLException("This connection has been closed."));
        LoggingEvent event = event(LIBRARY, "{} marked as broken", failure, "reads");

        assertThat(lines(LogFormat.TEXT, event))
                .containsExactly(TEXT_TIME + "WARN  " + LIBRARY + " event=library message=\"reads marked as broken\""
                        + " cause=\"java.lang.IllegalStateException: closed, caused by java.sql.SQLException:"
                        + " This connection has been closed.\"");
        assertThat(lines(LogFormat.JSON, event))
                .singleElement()
                .asString()
                .contains("\"event\":\"library\",\"message\":\"reads marked as broken\",\"cause\":\"java.lang.")
                .doesNotContain("trace");
    }

    @Test
    void a_bug_keeps_its_trace() {
        for (LoggingEvent event : List.of(
                event(OWN, "event=request_failed", new EOFException("own")),
                event(LIBRARY, "failed", new IllegalStateException("a bug")),
                event(LIBRARY, "failed", new EOFException("while writing").initCause(new ClassCastException("a bug"))),
                event(LIBRARY, "failed", new IllegalStateException("no JSON", new UnreadableJson())),
                event(LIBRARY, "failed", new EOFException("no file").initCause(new StackOverflowError())))) {
            assertThat(lines(LogFormat.TEXT, event)).hasSizeGreaterThan(2).anyMatch(line -> line.contains("\tat "));
            assertThat(lines(LogFormat.JSON, event))
                    .singleElement()
                    .asString()
                    .contains(",\"trace\":\"java.")
                    .contains("\\n\\tat ");
        }
    }

    @Test
    void a_json_entry_is_json_whatever_it_contains() throws IOException {
        String text = "\u0000\u2028 \ud83d\ude42 \ud83d \"\\ \t";
        String line = new String(
                new LogLines(LogFormat.JSON).encode(event(LIBRARY, "{}", null, text)), StandardCharsets.UTF_8);

        // A lone surrogate has no form in UTF-8.
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            List<String> values = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    values.add(parser.getText());
                }
            }
            assertThat(values).contains("library", text.replace("\ud83d ", "? "));
        }
    }

    @Test
    void the_ids_of_the_request_and_of_its_trace_are_fields() {
        LoggingEvent event =
                new LoggingEvent("fqcn", context.getLogger(OWN), Level.INFO, "event=started", null, new Object[0]);
        event.setTimeStamp(1_796_058_863_123L);
        event.setMDCPropertyMap(Map.of("requestId", "my-request-1", "trace_id", "4bf9", "trace_flags", "01"));

        assertThat(lines(LogFormat.TEXT, event))
                .containsExactly(TEXT_TIME + "INFO  BatchCommitter event=started requestId=my-request-1 trace_id=4bf9");
        assertThat(lines(LogFormat.JSON, event))
                .singleElement()
                .asString()
                .endsWith("\"event\":\"started\",\"requestId\":\"my-request-1\",\"trace_id\":\"4bf9\"}");
    }
}
