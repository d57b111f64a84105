package io.vestnik.attacks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The flags that the launcher `vestnik` passes to Java, read from the launcher's text. A server that is started
/// without the launcher gets the same flags.
final class LauncherFlags {
    private static final Pattern FLAG = Pattern.compile("\\s(-X[\\w:+=.-]+)");
    private static final int HAS_COMPACT_HEADERS = 25;

    private LauncherFlags() {}

    /// The flags of the launcher in this directory, or in the nearest directory above it that has a launcher.
    ///
    /// @throws IOException if there is no launcher
    static List<String> of(Path jarDirectory) throws IOException {
        for (Path above = jarDirectory.toAbsolutePath(); above != null; above = above.getParent()) {
            Path launcher = above.resolve("vestnik");
            if (Files.isRegularFile(launcher)) {
                return of(Files.readString(launcher), Runtime.version().feature());
            }
        }
        throw new IOException("no launcher `vestnik` above " + jarDirectory);
    }

    /// @param launcher the text of the launcher
    /// @param javaFeature the version of the Java that runs the server
    static List<String> of(String launcher, int javaFeature) {
        List<String> flags = new ArrayList<>();
        for (String line : launcher.replace("\\\n", " ").lines().toList()) {
            String command = line.strip();
            // The flag for the archive of classes is omitted, since the archive only shortens the next start.
            if (command.startsWith("set -- -X") && !command.contains("SharedArchiveFile")) {
                FLAG.matcher(command).results().forEach(found -> flags.add(found.group(1)));
            }
        }
        if (javaFeature < HAS_COMPACT_HEADERS) {
            flags.remove("-XX:+UseCompactObjectHeaders");
        }
        return flags;
    }
}
