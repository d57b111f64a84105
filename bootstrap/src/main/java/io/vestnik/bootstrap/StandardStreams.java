package io.vestnik.bootstrap;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.EnumSet;
import java.util.Set;

/// The standard input and the standard output of a process, for data instead of text.
///
/// @param out the standard output; a failed write throws, which `System.out` does not
/// @param terminals the streams that are a terminal
record StandardStreams(InputStream in, OutputStream out, Set<Stream> terminals) {
    /// A stream that can be a terminal.
    enum Stream {
        INPUT(0),
        OUTPUT(1);

        private final int descriptor;

        Stream(int descriptor) {
            this.descriptor = descriptor;
        }
    }

    static StandardStreams ofThisProcess() {
        Set<Stream> terminals = EnumSet.noneOf(Stream.class);
        for (Stream stream : Stream.values()) {
            if (isTerminal(stream, Redirect.INHERIT)) {
                terminals.add(stream);
            }
        }
        return new StandardStreams(System.in, new FileOutputStream(FileDescriptor.out), terminals);
    }

    /// Asks the program `test`, because Java has a console only if both streams are a terminal. Where that program is
    /// missing, the console decides.
    ///
    /// @param redirect what the stream of the program is
    @SuppressWarnings("SystemConsoleNull") // `Main` selects the console that is null without a terminal
    static boolean isTerminal(Stream stream, Redirect redirect) {
        ProcessBuilder test = new ProcessBuilder("test", "-t", Integer.toString(stream.descriptor));
        test.redirectError(Redirect.DISCARD);
        switch (stream) {
            case INPUT -> test.redirectInput(redirect);
            case OUTPUT -> test.redirectOutput(redirect);
        }
        try {
            return test.start().waitFor() == 0;
        } catch (IOException e) {
            return System.console() != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return System.console() != null;
        }
    }
}
