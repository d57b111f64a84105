package io.vestnik.simulation.planted;

import io.vestnik.simulation.law.Law;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A bug that can be planted in the sources. It is read from a patch with a header:
///
/// ```text
/// area: send gate
/// laws: L9
/// seed: 17
/// profile: everything
/// change: What the patch changes, in one sentence.
/// why: Why the simulation sees it and no other mechanism repairs it, in one sentence.
///
/// diff --git a/path b/path
/// ```
///
/// A line of the header that begins with two spaces continues the line before.
///
/// @param patch the file
/// @param laws the laws of which one is violated first
/// @param start the first seed and the profile with which the bug was found quickly; empty if none is recorded
/// @param change what the patch changes
/// @param files the changed files, relative to the directory of the sources
record PlantedBug(Path patch, Area area, Set<Law> laws, Optional<Start> start, String change, List<Path> files) {
    private static final String SUFFIX = ".patch";
    private static final String CHANGED = "+++ b/";

    /// Where the search for a violation begins.
    ///
    /// @param profile empty if the seed decides the profile
    record Start(long seed, Optional<String> profile) {}

    /// The name, which is that of the file.
    String name() {
        String file = patch.getFileName().toString();
        return file.substring(0, file.length() - SUFFIX.length());
    }

    /// Reads all patches of a directory, in the order of their names.
    ///
    /// @throws PlantedBugException if a header is wrong
    static List<PlantedBug> readAll(Path directory) throws IOException, PlantedBugException {
        List<Path> patches;
        try (Stream<Path> files = Files.list(directory)) {
            patches = files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        List<PlantedBug> bugs = new ArrayList<>();
        for (Path patch : patches) {
            bugs.add(read(patch));
        }
        return bugs;
    }

    /// Reads a patch.
    ///
    /// @throws PlantedBugException if its header is wrong
    static PlantedBug read(Path patch) throws IOException, PlantedBugException {
        List<String> lines = Files.readAllLines(patch);
        Header header = new Header(patch, lines);
        List<Path> files = lines.stream()
                .filter(line -> line.startsWith(CHANGED))
                .map(line -> Path.of(line.substring(CHANGED.length())))
                .toList();
        header.require(!files.isEmpty(), "it changes no file");
        String unused = header.value("why");
        return new PlantedBug(patch, header.area(), header.laws(), header.start(), header.value("change"), files);
    }

    /// The lines before the first difference.
    private static final class Header {
        private final Path patch;
        private final Map<String, String> values = new HashMap<>();

        Header(Path patch, List<String> lines) throws PlantedBugException {
            this.patch = patch;
            String key = "";
            for (String line : lines) {
                if (line.isBlank() || line.startsWith("diff ") || line.startsWith("--- ")) {
                    break;
                }
                if (line.startsWith("  ")) {
                    values.merge(key, line.strip(), (before, more) -> before + " " + more);
                } else {
                    int colon = line.indexOf(": ");
                    require(colon > 0, "its header has the line \"" + line + "\"");
                    key = line.substring(0, colon);
                    values.put(key, line.substring(colon + 2).strip());
                }
            }
        }

        void require(boolean holds, String otherwise) throws PlantedBugException {
            if (!holds) {
                throw new PlantedBugException(patch.getFileName() + ": " + otherwise);
            }
        }

        private Optional<String> find(String key) {
            return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
        }

        String value(String key) throws PlantedBugException {
            Optional<String> value = find(key);
            require(value.isPresent(), "its header has no line \"" + key + ": …\"");
            return value.orElseThrow();
        }

        Area area() throws PlantedBugException {
            Optional<Area> area = Area.of(value("area"));
            require(area.isPresent(), "unknown area \"" + value("area") + "\"");
            return area.orElseThrow();
        }

        Set<Law> laws() throws PlantedBugException {
            Set<Law> laws = EnumSet.noneOf(Law.class);
            for (String name : value("laws").split(" +", -1)) {
                Optional<Law> law = Arrays.stream(Law.values())
                        .filter(each -> each.name().equals(name))
                        .findFirst();
                require(law.isPresent(), "unknown law \"" + name + "\"");
                law.ifPresent(laws::add);
            }
            return Collections.unmodifiableSet(laws);
        }

        Optional<Start> start() throws PlantedBugException {
            Optional<String> seed = find("seed");
            require(seed.isEmpty() || seed.get().matches("\\d{1,18}"), "its seed is no number");
            return seed.map(number -> new Start(Long.parseLong(number), find("profile")));
        }
    }
}
