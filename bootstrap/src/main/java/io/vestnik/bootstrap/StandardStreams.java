package io.vestnik.bootstrap;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/// The standard input and the standard output of a process, for data instead of text.
///
/// @param out the standard output; a failed write throws, which `System.out` does not
/// @param terminal whether both streams are a terminal
record StandardStreams(InputStream in, OutputStream out, boolean terminal) {
    @SuppressWarnings("SystemConsoleNull") // `Main` selects the console that is null without a terminal
    static StandardStreams ofThisProcess() {
        return new StandardStreams(System.in, new FileOutputStream(FileDescriptor.out), System.console() != null);
    }
}
