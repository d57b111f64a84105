package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.security.SecretFile;
import io.vestnik.security.ServerSecret;
import io.vestnik.security.ServerSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Reads the secrets that sign tokens: the secrets in the settings, or else a secret that is generated once and kept in
/// the data directory.
///
/// @param settings contain the secrets, or name the data directory
record Secrets(Settings settings) {
    private static final String FILE = "jwt-secret";

    ServerSecrets read() {
        return new ServerSecrets(
                settings.tokens().secret().map(ServerSecret::new).orElseGet(this::kept),
                settings.tokens().previousSecret().map(ServerSecret::new));
    }

    private ServerSecret kept() {
        Path directory = settings.dataDirectory();
        try {
            Files.createDirectories(directory);
            return SecretFile.readOrMake(directory.resolve(FILE));
        } catch (IOException e) {
            throw new StartFailedException(
                    String.format(
                            Locale.ROOT,
                            "the data directory %s cannot be used (%s); choose another with VESTNIK_DATA_DIR",
                            directory,
                            FileProblem.describe(e)),
                    e);
        }
    }
}
