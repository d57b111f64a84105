package io.vestnik.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks histories that are stored in files: one file for each client, and one for the faults. Each file has one line
/// for each observation, in the order of their times ([HistoryReader]).
public final class HistoryFiles {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private HistoryFiles() {}

    /// Checks all files of a directory whose names end in `.jsonl`.
    ///
    /// @throws IOException if a file cannot be read
    /// @throws IllegalArgumentException if a line has not the documented form
    public static CheckReport check(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return check(files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList());
        }
    }

    /// Checks the histories in some files. The lines are merged by their times, so that all files are open at the same
    /// time, and one line of each is in memory.
    ///
    /// @throws IOException if a file cannot be read
    /// @throws IllegalArgumentException if a line has not the documented form
    public static CheckReport check(List<Path> files) throws IOException {
        Checker checker = new Checker();
        HistoryReader reader = new HistoryReader(checker);
        List<Source> sources = new ArrayList<>();
        try {
            PriorityQueue<Source> next = new PriorityQueue<>(
                    Comparator.comparingLong(Source::nanos).thenComparingInt(source -> source.index));
            for (Path file : files) {
                Source source = new Source(sources.size(), file);
                sources.add(source);
                if (source.advance()) {
                    next.add(source);
                }
            }
            for (Source source = next.poll(); source != null; source = next.poll()) {
                source.passTo(reader);
                if (source.advance()) {
                    next.add(source);
                }
            }
        } finally {
            for (Source source : sources) {
                source.close();
            }
        }
        return checker.finish(reader.nanos());
    }

    /// One file and its next line.
    private static final class Source implements Closeable {
        private final int index;
        private final Path file;
        private final BufferedReader lines;
        private long number;
        private @Nullable JsonNode line;

        Source(int index, Path file) throws IOException {
            this.index = index;
            this.file = file;
            this.lines = Files.newBufferedReader(file);
        }

        long nanos() {
            return line == null ? Long.MAX_VALUE : line.path("t").longValue();
        }

        boolean advance() throws IOException {
            String text = lines.readLine();
            number++;
            if (text == null) {
                line = null;
                return false;
            }
            try {
                line = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(file + ", line " + number + ": not JSON", e);
            }
            return true;
        }

        void passTo(HistoryReader reader) {
            JsonNode present = line;
            if (present == null) {
                return;
            }
            try {
                reader.line(present);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new IllegalArgumentException(file + ", line " + number + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
