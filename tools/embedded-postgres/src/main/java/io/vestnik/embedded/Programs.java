package io.vestnik.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs `initdb`, `pg_ctl` and `postgres`, unpacked from their archive.
///
/// @param directory contains `bin`, `lib` and `share`
record Programs(Path directory) {

    /// Returns the programs for this machine, and unpacks them if necessary.
    ///
    /// @param within the parent directory. An archive is unpacked into a directory with its checksum in the name, so
    ///     that each version has its own directory
    static Programs unpacked(Path within, Progress progress) throws IOException {
        URL archive = archive();
        Path directory = within.resolve("binaries-" + checksum(archive));
        if (!Files.isDirectory(directory)) {
            progress.step("unpacking PostgreSQL");
            Path fresh = within.resolve("binaries.new");
            PrivateFiles.delete(fresh);
            PrivateFiles.directory(fresh);
            unpack(archive, fresh);
            Files.move(fresh, directory);
        }
        return new Programs(directory);
    }

    Path initdb() {
        return directory.resolve("bin/initdb");
    }

    Path pgCtl() {
        return directory.resolve("bin/pg_ctl");
    }

    Path postgres() {
        return directory.resolve("bin/postgres");
    }

    private static URL archive() {
        String name = "postgres-" + system() + "-" + machine() + ".txz";
        return Optional.ofNullable(Programs.class.getResource("/" + name))
                .orElseThrow(() -> new EmbeddedPostgresException("no PostgreSQL is bundled for this machine (" + name
                        + "): set VESTNIK_DATABASE_URL to one that runs elsewhere"));
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name;
    }

    private static String machine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
    }

    /// A number that identifies the version of the archive and is fast to read: the checksum in the jar's directory, or
    /// the length of an archive outside a jar.
    private static String checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        long number = connection instanceof JarURLConnection jar
                ? jar.getJarEntry().getCrc()
                : connection.getContentLengthLong();
        return Long.toHexString(number);
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        try (InputStream packed = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("an entry outside of its archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (!entry.getName().endsWith(".a")) {
                    // Static libraries are needed only to build against PostgreSQL, so they are not unpacked.
                    extract(tar, entry, target);
                }
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean program = (entry.getMode() & 0100) != 0;
        if (program && !target.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + target);
        }
    }
}
