package io.vestnik.faults.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The directory with the results of runs, one file for each.
final class Results {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SUMMARY = "summary.json";

    private final Path directory;

    Results(Path directory) {
        this.directory = directory;
    }

    /// All results, the oldest first.
    ///
    /// @throws IllegalArgumentException if a file is no result
    List<Result> all() throws IOException {
        List<Result> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : endingIn(".json", files)) {
                all.add(read(file));
            }
        }
        all.sort(Comparator.comparing((Result result) -> result.text("date")).thenComparing(Result::file));
        return all;
    }

    private static List<Path> endingIn(String ending, Stream<Path> files) {
        return files.filter(file -> file.getFileName().toString().endsWith(ending))
                .sorted()
                .toList();
    }

    private static Result read(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return new Result(name, JSON.readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " is no JSON", e);
        }
    }

    /// Adds the results of the runs below a directory that are not here yet.
    ///
    /// @return the names of the new files
    /// @throws IllegalArgumentException if a file is no result, or another result has its name
    List<String> add(Path runs) throws IOException {
        List<String> added = new ArrayList<>();
        try (Stream<Path> files = Files.walk(runs)) {
            for (Path summary : endingIn(SUMMARY, files)) {
                Result result = read(summary);
                Path file = directory.resolve(result.kind().name().toLowerCase(Locale.ROOT) + "-"
                        + result.text("date").replace(":", "") + ".json");
                String text = Files.readString(summary);
                if (!Files.exists(file)) {
                    Files.writeString(file, text, StandardCharsets.UTF_8);
                    added.add(file.getFileName().toString());
                } else if (!Files.readString(file).equals(text)) {
                    throw new IllegalArgumentException(summary + " and " + file + " are different results");
                }
            }
        }
        return added;
    }
}
