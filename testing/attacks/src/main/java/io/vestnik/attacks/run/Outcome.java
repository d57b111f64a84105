package io.vestnik.attacks.run;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The result of one trial.
///
/// @param requests the number of requests that the attacker sent
/// @param answers the number of answers to the attacker, by code
/// @param idle the latencies of the bystanders' sends before the attack
/// @param attacked the latencies of the bystanders' requests during the attack
/// @param problems why the server did not withstand the attack; empty = it did
public record Outcome(
        String attack,
        long requests,
        Map<String, Long> answers,
        Latencies.Summary idle,
        Attacked attacked,
        Memory memory,
        List<String> problems) {
    private static final int ANSWERS_SHOWN = 6;
    private static final int PROBLEM_CHARS_MAX = 160;
    private static final double MIB = 1024 * 1024;

    /// The latencies of the bystanders' requests during the attack.
    ///
    /// @param logins includes the resumes after the logins
    public record Attacked(Latencies.Summary sends, Latencies.Summary reads, Latencies.Summary logins) {}

    /// The maximum memory use of the server. A value is empty if it is unknown.
    public record Memory(OptionalLong residentBytes, OptionalLong heapBytes) {
        @Override
        public String toString() {
            return mebibytes(residentBytes) + ", " + mebibytes(heapBytes);
        }

        private static String mebibytes(OptionalLong bytes) {
            return bytes.isEmpty() ? "-" : Math.round(bytes.getAsLong() / MIB) + " MiB";
        }
    }

    public boolean passed() {
        return problems.isEmpty();
    }

    public static String heading() {
        return """
            | attack | requests | answers | sends idle p50/p99 ms | sends attacked p50/p99/max ms | reads p50/p99/max ms \
            | logins p50/p99/max ms | RSS, heap | verdict |
            |---|---|---|---|---|---|---|---|---|\
            """;
    }

    /// The result as a row of a Markdown table.
    public String row() {
        return "| %s | %,d | %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        attack,
                        requests,
                        shownAnswers(),
                        millis(idle, false),
                        millis(attacked.sends(), true),
                        millis(attacked.reads(), true),
                        millis(attacked.logins(), true),
                        memory,
                        passed() ? "withstood" : "**FAILED**: " + shown(problems.getFirst()) + more());
    }

    private String more() {
        return problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    }

    private static String shown(String problem) {
        String line = problem.replace('\n', ' ').replace('|', '/');
        return line.length() > PROBLEM_CHARS_MAX ? line.substring(0, PROBLEM_CHARS_MAX) + " …" : line;
    }

    private String shownAnswers() {
        return answers.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(ANSWERS_SHOWN)
                .map(entry -> entry.getKey() + " × " + String.format(Locale.ROOT, "%,d", entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String millis(Latencies.Summary summary, boolean max) {
        if (summary.count() == 0) {
            return "-";
        }
        String both = Math.round(summary.p50()) + " / " + Math.round(summary.p99());
        return max ? both + " / " + Math.round(summary.max()) : both;
    }
}
