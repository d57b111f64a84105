package io.vestnik.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/// A secret in a file that only the owner of the file can read. The secret is created once and stays the same.
public final class SecretFile {
    private static final int RANDOM_BYTES = 48;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private SecretFile() {}

    /// Reads the secret. If there is no file, creates it first; of two concurrent processes, only one creates the file.
    ///
    /// @throws IOException if the file cannot be read or created, or does not hold a secret
    public static ServerSecret readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            // The file has other permissions than this class gives it, most likely because it was restored from a
            // backup. From now on only its owner can read it.
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        try {
            return new ServerSecret(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("the secret in " + file + " " + e.getMessage(), e);
        }
    }

    /// Creates the file under another name and links it into place. So no reader sees half of a secret. The link fails
    /// if the file exists, so no secret is overwritten.
    private static void make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Path draft = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "." + file.getFileName(),
                ".new",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; its secret is used.
            return;
        } finally {
            Files.delete(draft);
        }
    }
}
