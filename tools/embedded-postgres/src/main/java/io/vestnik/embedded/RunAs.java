package io.vestnik.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The user under whom PostgreSQL's programs run, which cannot be root: PostgreSQL refuses to run as root.
enum RunAs {
    /// The programs run as the user of this Java process, which is not root.
    PROCESS_USER,
    /// The programs run in a user namespace in which root is mapped to an unprivileged user. Root stays the owner of
    /// the files. The kernel must allow such namespaces.
    USER_NAMESPACE,
    /// The programs run as the user `nobody`, who becomes the owner of the files. Used if a container forbids
    /// namespaces.
    UNPRIVILEGED_USER;

    private static final int UNPRIVILEGED_ID = 65534;

    private List<String> prefix() {
        return switch (this) {
            case PROCESS_USER -> List.of();
            case USER_NAMESPACE -> List.of("unshare", "--user");
            case UNPRIVILEGED_USER ->
                List.of("setpriv", "--reuid=" + UNPRIVILEGED_ID, "--regid=" + UNPRIVILEGED_ID, "--clear-groups");
        };
    }

    /// Chooses the first constant that works for the current process, in the order of their declaration.
    static RunAs detect() throws IOException {
        if (!isRoot()) {
            return PROCESS_USER;
        }
        for (RunAs candidate : List.of(USER_NAMESPACE, UNPRIVILEGED_USER)) {
            if (candidate.works()) {
                return candidate;
            }
        }
        throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root: start as another user, or set VESTNIK_DATABASE_URL");
    }

    List<String> command(List<String> command) {
        List<String> prefixed = new ArrayList<>(prefix());
        prefixed.addAll(command);
        return prefixed;
    }

    /// For [#UNPRIVILEGED_USER], makes the user of the programs the owner of the directory and its contents, and lets
    /// all users enter the parent directory. Otherwise does nothing.
    void handOver(Path directory) throws IOException {
        if (this != UNPRIVILEGED_USER) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", UNPRIVILEGED_ID, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", UNPRIVILEGED_ID, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
        Path parent = directory.getParent();
        if (parent != null) {
            Set<PosixFilePermission> open = Files.getPosixFilePermissions(parent);
            open.addAll(PosixFilePermissions.fromString("--x--x--x"));
            Files.setPosixFilePermissions(parent, open);
        }
    }

    private boolean works() {
        try {
            return Run.of(command(List.of("true"))).code() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private static boolean isRoot() throws IOException {
        return "0".equals(Run.of(List.of("id", "-u")).output().strip());
    }
}
