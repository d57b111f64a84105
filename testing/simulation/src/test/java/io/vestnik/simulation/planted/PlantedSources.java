package io.vestnik.simulation.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory of sources with one class, for tests.
record PlantedSources(Path home) {
    private static final Path FILE = Path.of("module", "src", "sample", "Sample.java");

    /// A change of the class that applies and compiles.
    static final String GOOD = "return 2;";

    /// Makes the class.
    static PlantedSources in(Path home) throws IOException {
        Path file = home.resolve(FILE);
        Files.createDirectories(home.resolve(PlantedBugs.PATCHES));
        Files.createDirectories(home.resolve("module/src/sample"));
        Files.writeString(file, """
            package sample;

            final class Sample {
                static int value() {
                    return 1;
                }
            }
            """);
        return new PlantedSources(home);
    }

    /// The text of the class.
    String text() throws IOException {
        return Files.readString(home.resolve(FILE));
    }

    /// Replaces a part of the class.
    void edit(String before, String after) throws IOException {
        Files.writeString(home.resolve(FILE), text().replace(before, after));
    }

    /// Writes the patch of a bug that replaces `return 1;`.
    PlantedBug plant(String name, String statement) throws IOException, PlantedBugException {
        return plant(name, "area: send gate\nlaws: L9 L8\n", statement);
    }

    /// Writes the patch of a bug with these lines in its header.
    PlantedBug plant(String name, String header, String statement) throws IOException, PlantedBugException {
        Path patch = home.resolve(PlantedBugs.PATCHES).resolve(name + ".patch");
        String difference = """
            change: Returns another
              value.
            why: The value is seen.

            diff --git a/module/src/sample/Sample.java b/module/src/sample/Sample.java
            --- a/module/src/sample/Sample.java
            +++ b/module/src/sample/Sample.java
            @@ -2,6 +2,6 @@
            \s
             final class Sample {
                 static int value() {
            -        return 1;
            +        STATEMENT
                 }
             }
            """;
        Files.writeString(patch, header + difference.replace("STATEMENT", statement));
        return PlantedBug.read(patch);
    }
}
