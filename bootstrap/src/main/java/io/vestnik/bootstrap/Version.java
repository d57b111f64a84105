package io.vestnik.bootstrap;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version as the build wrote it into the jar.
final class Version implements IVersionProvider {
    /// What `--version` prints.
    @Override
    public String[] getVersion() {
        return new String[] {
            "vestnik " + number() + " on Java " + Runtime.version().feature()
        };
    }

    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
