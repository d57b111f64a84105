package io.vestnik.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
    private static final Path FORGED = Path.of("src", "test", "resources", "forged");

    private List<String> lines = List.of();

    @BeforeEach
    void read() throws IOException {
        lines = Files.readAllLines(FORGED.resolve("correct.jsonl"));
    }

    @Test
    void the_files_of_a_directory_are_merged_by_time(@TempDir Path directory) throws IOException {
        for (String client : List.of("0", "1")) {
            write(directory, "client-" + client + ".jsonl", linesWith("\"c\":" + client + ","));
        }
        write(directory, "run.jsonl", linesWith("\"quiet\""));
        write(directory, "notes.txt", List.of("not a history"));

        CheckReport report = HistoryFiles.check(directory);

        assertThat(report.examples()).isEmpty();
        assertThat(report.sends()).isEqualTo(new CheckReport.Sends(2, 2, 0, 0, 0, 0));
    }

    @Test
    void a_history_without_an_end_claims_no_loss_and_names_what_is_unchecked(@TempDir Path directory)
            throws IOException {
        write(directory, "run.jsonl", lines.subList(0, 16));

        CheckReport report = HistoryFiles.check(directory);

        assertThat(report.isLawful()).isTrue();
        assertThat(report.sends()).isEqualTo(new CheckReport.Sends(1, 1, 0, 0, 0, 1));
    }

    @Test
    void a_line_that_is_not_of_the_format_is_named(@TempDir Path directory) throws IOException {
        write(
                directory,
                "run.jsonl",
                List.of("{\"t\":1,\"c\":0,\"e\":\"client\",\"user\":0}", "{\"t\":2,\"c\":0,\"e\":\"no\"}"));

        assertThatThrownBy(() -> HistoryFiles.check(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run.jsonl, line 2");
    }

    @Test
    void a_cut_line_is_named(@TempDir Path directory) throws IOException {
        write(directory, "run.jsonl", List.of("{\"t\":1,\"c\":0,\"e\":\"cli"));

        assertThatThrownBy(() -> HistoryFiles.check(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run.jsonl, line 1");
    }

    @Test
    void a_time_that_runs_back_is_refused(@TempDir Path directory) throws IOException {
        write(directory, "run.jsonl", List.of(lines.get(1), lines.get(0)));

        assertThatThrownBy(() -> HistoryFiles.check(directory)).hasMessageContaining("runs back");
    }

    @Test
    void a_send_after_the_quiet_end_is_refused(@TempDir Path directory) throws IOException {
        write(
                directory,
                "run.jsonl",
                List.of(
                        "{\"t\":1,\"c\":0,\"e\":\"client\",\"user\":0}",
                        "{\"t\":2,\"e\":\"quiet\"}",
                        "{\"t\":3,\"c\":0,\"e\":\"send\",\"chat\":\"" + GeneratedHistory.CHAT + "\",\"seq\":1}"));

        assertThatThrownBy(() -> HistoryFiles.check(directory)).hasMessageContaining("line 3");
    }

    private List<String> linesWith(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    private static void write(Path directory, String name, List<String> text) throws IOException {
        Files.write(directory.resolve(name), text);
    }
}
