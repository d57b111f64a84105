package io.vestnik.faults.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The result of one run.
///
/// @param file the name of its file
record Result(String file, JsonNode json) {
    /// Where the document finds the files.
    private static final String DIRECTORY = "measurements/reliability/";

    /// The kinds of runs.
    enum Kind {
        /// Real faults.
        FAULTS,
        /// Simulated nodes.
        SIMULATION,
        /// Bugs that the simulation has to find.
        PLANTED,
        /// Other orders of the steps of threads.
        INTERLEAVINGS
    }

    /// @throws IllegalArgumentException if the kind is missing or unknown
    Kind kind() {
        String name = text("kind");
        try {
            return Kind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": unknown kind " + name, e);
        }
    }

    /// A field.
    ///
    /// @throws IllegalArgumentException if it is missing
    private JsonNode field(String name) {
        JsonNode field = json.get(name);
        if (field == null) {
            throw new IllegalArgumentException(file + ": " + name + " is missing");
        }
        return field;
    }

    /// A text.
    ///
    /// @throws IllegalArgumentException if it is missing
    String text(String name) {
        return field(name).asText();
    }

    /// Whether there is a field.
    boolean has(String name) {
        return json.has(name);
    }

    /// A text, or nothing if it is missing.
    String textIfPresent(String name) {
        return json.path(name).asText();
    }

    /// A whole number.
    ///
    /// @throws IllegalArgumentException if it is missing or no number
    long number(String name) {
        JsonNode field = field(name);
        if (!field.isNumber()) {
            throw new IllegalArgumentException(file + ": " + name + " is no number");
        }
        return field.asLong();
    }

    /// The elements of a list, or the fields of an object.
    ///
    /// @throws IllegalArgumentException if it is missing
    JsonNode all(String name) {
        return field(name);
    }

    /// A list of texts. A missing list is empty.
    List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        json.path(name).forEach(text -> all.add(text.asText()));
        return all;
    }

    /// The number of violations of all laws.
    long violations() {
        long sum = 0;
        for (JsonNode count : field("violations")) {
            sum += count.asLong();
        }
        return sum;
    }

    /// The violated laws with the numbers of violations, such as `L3: 2, L4: 1`; `0` if there is none.
    String violatedLaws() {
        String laws = field("violations").properties().stream()
                .filter(law -> law.getValue().asLong() > 0)
                .map(law -> law.getKey() + ": " + law.getValue().asLong())
                .collect(Collectors.joining(", "));
        return laws.isEmpty() ? "0" : laws;
    }

    /// A link to the file.
    String link() {
        return "[" + file + "](" + DIRECTORY + file + ")";
    }

    /// The day of the run.
    String day() {
        String date = text("date");
        return date.substring(0, Math.min(date.length(), "2000-01-01".length()));
    }
}
