package io.vestnik.faults.run.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/// A file with the observations of one client, or of the run itself, in the form that
/// [io.vestnik.checker.HistoryReader] describes. The times of the lines never run back. Thread-safe.
public final class History implements AutoCloseable {
    /// The number of the connection in lines that belong to none.
    public static final int NO_CONNECTION = 0;

    private static final int NO_CLIENT = -1;
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().rootValueSeparator("\n").build();

    private final int client;
    private final JsonGenerator out;
    private final ReentrantLock lock = new ReentrantLock();
    private long last = Long.MIN_VALUE;
    private long requests;
    private boolean closed;

    /// Writes the fields of a line that are specific to its event.
    @FunctionalInterface
    public interface Fields {
        /// Writes the fields into the object of the line.
        void write(JsonGenerator line) throws IOException;
    }

    private History(int client, JsonGenerator out) {
        this.client = client;
        this.out = out;
    }

    /// Creates the file of a client in a directory, with its first line. The user of the client has the same number.
    ///
    /// @param client the number of the client, from 0 on
    public static History ofClient(Path directory, int client) {
        History history = create(directory.resolve(String.format(Locale.ROOT, "client-%03d.jsonl", client)), client);
        history.write(System.nanoTime(), NO_CONNECTION, "client", line -> line.writeNumberField("user", client));
        return history;
    }

    /// Creates the file of the run in a directory.
    public static History ofRun(Path directory) {
        return create(directory.resolve("run.jsonl"), NO_CLIENT);
    }

    private static History create(Path file, int client) {
        try {
            return new History(client, JSON.createGenerator(Files.newBufferedWriter(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of the client.
    public int client() {
        return client;
    }

    /// A name for a request that no other request of the client has.
    public long nextRequest() {
        lock.lock();
        try {
            return ++requests;
        } finally {
            lock.unlock();
        }
    }

    /// Appends a line. Lines after [#close] are dropped.
    ///
    /// @param nanos the time; the time of the last line if that is later, because threads may overtake each other
    /// @param connection the number of the client's connection; [#NO_CONNECTION] = none, such as for HTTP
    public void write(long nanos, int connection, String event, Fields fields) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            last = Math.max(last, nanos);
            out.writeStartObject();
            out.writeNumberField("t", last);
            out.writeStringField("e", event);
            if (client != NO_CLIENT) {
                out.writeNumberField("c", client);
            }
            if (connection != NO_CONNECTION) {
                out.writeNumberField("n", connection);
            }
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /// Writes the buffered lines to the file and closes it.
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                out.writeRaw('\n');
                out.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
