package io.vestnik.faults.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// Writes `docs/reliability.md` from the results of runs.
///
/// ```text
/// --home=PATH    the directory of the sources; default the current directory
/// --runs=PATH    first adds the results of all runs below this directory
/// ```
public final class ReliabilityReport {
    /// The text of a section without a result.
    static final String NOTHING = "No run is recorded yet.\n";

    private static final Path DOCUMENT = Path.of("docs", "reliability.md");
    private static final Path MEASUREMENTS = Path.of("docs", "measurements", "reliability");
    private static final String TEMPLATE = "reliability.template";
    private static final String FOUND = "found.md";
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    private ReliabilityReport() {}

    public static void main(String... args) throws IOException {
        Path home = Path.of(option(args, "home", "."));
        String runs = option(args, "runs", "");
        Path measurements = home.resolve(MEASUREMENTS);
        if (!runs.isEmpty()) {
            new Results(measurements).add(Path.of(runs)).forEach(name -> System.out.println("added " + name));
        }
        Files.writeString(home.resolve(DOCUMENT), text(measurements), StandardCharsets.UTF_8);
        System.out.println("wrote " + home.resolve(DOCUMENT));
    }

    private static String option(String[] args, String name, String otherwise) {
        String prefix = "--" + name + "=";
        for (String arg : args) {
            if (arg.startsWith(prefix) && arg.length() > prefix.length()) {
                return arg.substring(prefix.length());
            }
        }
        return otherwise;
    }

    /// The text of the document.
    ///
    /// @param measurements the directory of the results
    /// @throws IllegalArgumentException if a file is no result
    static String text(Path measurements) throws IOException {
        List<Result> all = new Results(measurements).all();
        FaultSections faults = new FaultSections(of(all, Result.Kind.FAULTS));
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("faults", faults.all());
        sections.put("losses", faults.losses());
        sections.put("failing", faults.failing());
        sections.put("simulation", SimulationSection.of(of(all, Result.Kind.SIMULATION)));
        sections.put("planted", PlantedSection.of(of(all, Result.Kind.PLANTED)));
        sections.put("interleavings", InterleavingSection.of(of(all, Result.Kind.INTERLEAVINGS)));
        sections.put("found", found(measurements.resolve(FOUND)));
        String text = template();
        for (Map.Entry<String, String> section : sections.entrySet()) {
            String place = "{{" + section.getKey() + "}}\n";
            if (!text.contains(place)) {
                throw new IllegalStateException("the template has no place for " + section.getKey());
            }
            text = text.replace(place, section.getValue());
        }
        return text;
    }

    private static List<Result> of(List<Result> all, Result.Kind kind) {
        return all.stream().filter(result -> result.kind() == kind).toList();
    }

    /// The violations that runs have found, which are written by hand.
    private static String found(Path file) throws IOException {
        String written = Files.exists(file) ? Files.readString(file) : "";
        String rows = COMMENT.matcher(written).replaceAll("").strip();
        return rows.isEmpty()
                ? "No violation is recorded yet.\n"
                : new Table("found by", "law", "what happened", "repair", "test") + rows + "\n";
    }

    private static String template() throws IOException {
        try (InputStream in = Objects.requireNonNull(ReliabilityReport.class.getResourceAsStream(TEMPLATE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
