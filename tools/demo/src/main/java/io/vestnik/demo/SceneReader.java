package io.vestnik.demo;

import io.vestnik.demo.Scene.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses dialogues. The beginning of `scenes.en.txt` describes their format.
final class SceneReader {
    private static final Pattern LINE = Pattern.compile("([A-D])(\\^(\\d*)|!)?: (.+)");
    private static final Pattern PAUSE = Pattern.compile("-- (\\d+)([mhd])");
    private static final String CORRECTED = " ~> ";

    private final List<String> lines;
    private int next;
    private int roles;

    private SceneReader(List<String> lines) {
        this.lines = lines;
    }

    /// Reads all dialogues in a language.
    ///
    /// @throws IllegalArgumentException if a line is invalid; the message names the line
    static List<Scene> scenes(Language language) {
        return read(Material.lines(language.file("scenes")));
    }

    static List<Scene> read(List<String> lines) {
        SceneReader reader =
                new SceneReader(lines.stream().filter(line -> !line.isEmpty()).toList());
        List<Scene> scenes = new ArrayList<>();
        while (reader.next < reader.lines.size()) {
            scenes.add(reader.scene());
        }
        return List.copyOf(scenes);
    }

    private Scene scene() {
        String head = lines.get(next++);
        if (!head.startsWith("=")) {
            throw new IllegalArgumentException("a dialogue begins with =, not with: " + head);
        }
        Set<String> words =
                new HashSet<>(Arrays.asList(head.substring(1).strip().split(" ")));
        words.remove("");
        boolean alone = words.remove("direct");
        roles = 0;
        List<Part> parts = parts();
        return new Scene(Set.copyOf(words), alone, roles, parts);
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        while (next < lines.size()) {
            String line = lines.get(next);
            if (line.startsWith("=") || line.equals("|") || line.equals("]")) {
                break;
            }
            next++;
            parts.add(line.equals("[") ? alternatives() : part(line));
        }
        return List.copyOf(parts);
    }

    private Part alternatives() {
        List<List<Part>> alternatives = new ArrayList<>();
        String end;
        do {
            alternatives.add(parts());
            end = next < lines.size() ? lines.get(next++) : "the end";
        } while (end.equals("|"));
        if (!end.equals("]")) {
            throw new IllegalArgumentException("[ without ] before: " + end);
        }
        return new Part.Alternatives(List.copyOf(alternatives));
    }

    private Part part(String line) {
        Matcher pause = PAUSE.matcher(line);
        if (pause.matches()) {
            long length = Long.parseLong(pause.group(1));
            return new Part.Pause(
                    switch (pause.group(2)) {
                        case "m" -> Duration.ofMinutes(length);
                        case "h" -> Duration.ofHours(length);
                        default -> Duration.ofDays(length);
                    });
        }
        Matcher message = LINE.matcher(line);
        if (!message.matches()) {
            throw new IllegalArgumentException("neither a message nor a pause: " + line);
        }
        int role = message.group(1).charAt(0) - 'A';
        roles = Math.max(roles, role + 1);
        String mark = Optional.ofNullable(message.group(2)).orElse("");
        String back = Optional.ofNullable(message.group(3)).orElse("");
        int answers = !mark.startsWith("^") ? 0 : back.isEmpty() ? 1 : Integer.parseInt(back);
        String[] versions = message.group(4).split(CORRECTED, 2);
        return new Part.Line(
                role,
                answers,
                mark.equals("!"),
                Phrase.parse(versions[0]),
                versions.length == 1 ? Optional.empty() : Optional.of(Phrase.parse(versions[1])));
    }
}
