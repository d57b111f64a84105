package io.vestnik.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Chooses the times of messages. New subjects are spread over mornings, days and evenings; answers come soon after
/// questions.
final class Timetable {
    /// The time of day at which users begin to write. They write until eleven at night.
    private static final Duration MORNING = Duration.ofHours(8);

    private static final Duration AWAKE = Duration.ofHours(15);
    private static final Duration BETWEEN_SUBJECTS_MIN = Duration.ofMinutes(7);

    private Timetable() {}

    /// Chooses a time for each message from position `first` on. The times rise, from `from` to about `to`.
    static List<Instant> times(List<Utterance> utterances, int first, Instant from, Instant to, Random random) {
        List<Utterance> rest = utterances.subList(first, utterances.size());
        List<Instant> starts =
                starts((int) rest.stream().filter(Utterance::begins).count(), from, to, random);
        List<Instant> times = new ArrayList<>();
        Instant last = from;
        int subject = 0;
        for (Utterance utterance : rest) {
            if (utterance.begins()) {
                Instant wanted = starts.get(subject++);
                Instant earliest = last.plus(BETWEEN_SUBJECTS_MIN);
                last = wanted.isAfter(earliest) ? wanted : earliest;
            } else {
                last = last.plus(utterance.after());
            }
            times.add(last);
        }
        return times;
    }

    private static List<Instant> starts(int count, Instant from, Instant to, Random random) {
        long span = Math.max(1, Duration.between(from, to).toMillis());
        List<Instant> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            starts.add(byDay(from.plusMillis((long) (random.nextDouble() * span)), to));
        }
        starts.sort(null);
        return starts;
    }

    /// Maps a time of the whole day to the part of the same day in which users write. Returns the time unchanged if the
    /// result would not be before `to`.
    private static Instant byDay(Instant any, Instant to) {
        Instant midnight = any.truncatedTo(ChronoUnit.DAYS);
        double passed = (double) Duration.between(midnight, any).toMillis()
                / Duration.ofDays(1).toMillis();
        Instant awake = midnight.plus(MORNING).plusMillis((long) (passed * AWAKE.toMillis()));
        return awake.isBefore(to) ? awake : any;
    }
}
