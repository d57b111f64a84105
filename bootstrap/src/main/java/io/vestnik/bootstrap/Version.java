package io.vestnik.bootstrap;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version of the program, which the build wrote into the jar.
final class Version implements IVersionProvider {
    /// The output of `--version`.
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
