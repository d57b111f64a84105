package io.vestnik.faults.run;

import io.vestnik.faults.run.client.Recording;
import io.vestnik.faults.run.history.FrameHistory;
import io.vestnik.faults.run.history.History;
import io.vestnik.faults.run.history.HttpHistory;
import io.vestnik.faults.run.history.RunHistory;
import io.vestnik.faults.run.history.Traffic;
import io.vestnik.faults.run.history.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The directories of the rounds, each with the histories of all clients. Used by one thread.
final class RoundFiles implements AutoCloseable {
    private final Path directory;
    private final List<Recording> recordings = new ArrayList<>();
    private int round = 1;
    private RunHistory history;

    /// Begins the histories of the first round.
    RoundFiles(Path directory, int clients, Users users, Traffic traffic) {
        this.directory = directory;
        Path first = create();
        for (int client = 0; client < clients; client++) {
            FrameHistory frames = new FrameHistory(History.ofClient(first, client), users, traffic);
            recordings.add(new Recording(frames, new HttpHistory(frames, users, traffic)));
        }
        history = new RunHistory(first);
    }

    /// Where each client is recorded, by the number of the client.
    List<Recording> recordings() {
        return List.copyOf(recordings);
    }

    /// The history of the run itself, in the present round.
    RunHistory history() {
        return history;
    }

    /// Begins the histories of the next round. The caller must end all connections of the clients.
    ///
    /// @return the directory of the round that has ended
    Path next() {
        Path ended = path();
        round++;
        Path next = create();
        for (int client = 0; client < recordings.size(); client++) {
            recordings.get(client).frames().begin(History.ofClient(next, client));
        }
        history.close();
        history = new RunHistory(next);
        return ended;
    }

    /// Closes the histories of the present round, and removes its directory.
    void discard() {
        close();
        remove(path());
    }

    /// Closes the histories of the present round.
    @Override
    public void close() {
        recordings.forEach(recording -> recording.frames().history().close());
        history.close();
    }

    private Path path() {
        return directory.resolve("round-" + round);
    }

    private Path create() {
        try {
            return Files.createDirectories(path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes the directory of a round.
    static void remove(Path round) {
        try (Stream<Path> files = Files.walk(round)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
