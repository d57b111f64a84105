package io.vestnik.application.live.feed;

import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The answers that wait for versions of a feed, in the order of versions. Bounded by the number of unanswered requests
/// of all connections. Owned by the feed's event loop.
///
/// @param <V> the type of the versions
final class WaitingAnswers<V extends Comparable<V>> {
    private @Nullable TreeMap<V, List<Answer>> waiting;

    boolean isEmpty() {
        return waiting == null;
    }

    void add(V version, Answer answer) {
        TreeMap<V, List<Answer>> answers = waiting;
        if (answers == null) {
            answers = new TreeMap<>();
            waiting = answers;
        }
        answers.computeIfAbsent(version, k -> new ArrayList<>(1)).add(answer);
    }

    /// The lowest version for which an answer waits.
    Optional<V> lowest() {
        return waiting == null ? Optional.empty() : Optional.of(waiting.firstKey());
    }

    /// The users whose answers wait.
    Stream<UserId> users() {
        return waiting == null
                ? Stream.empty()
                : waiting.values().stream().flatMap(List::stream).map(Answer::userId);
    }

    /// Removes and returns the answers that wait for exactly this version.
    List<Answer> takeAt(V version) {
        if (waiting == null) {
            return List.of();
        }
        List<Answer> taken = waiting.remove(version);
        forgetIfEmpty();
        return taken == null ? List.of() : taken;
    }

    /// Removes and returns the answers that wait for this version or an earlier one, in order.
    List<Answer> takeUpTo(V version) {
        return take(at -> at.compareTo(version) <= 0);
    }

    /// Removes and returns all answers, in order.
    List<Answer> takeAll() {
        return take(at -> true);
    }

    private List<Answer> take(Predicate<V> upTo) {
        TreeMap<V, List<Answer>> answers = waiting;
        if (answers == null || !upTo.test(answers.firstKey())) {
            return List.of();
        }
        List<Answer> taken = new ArrayList<>();
        while (!answers.isEmpty() && upTo.test(answers.firstKey())) {
            taken.addAll(answers.pollFirstEntry().getValue());
        }
        forgetIfEmpty();
        return taken;
    }

    /// Removes and returns the answers of a user, in order.
    List<Answer> takeOf(UserId userId) {
        if (waiting == null) {
            return List.of();
        }
        List<Answer> taken = new ArrayList<>();
        for (Iterator<List<Answer>> lists = waiting.values().iterator(); lists.hasNext(); ) {
            List<Answer> at = lists.next();
            for (Iterator<Answer> answers = at.iterator(); answers.hasNext(); ) {
                Answer answer = answers.next();
                if (answer.userId().equals(userId)) {
                    answers.remove();
                    taken.add(answer);
                }
            }
            if (at.isEmpty()) {
                lists.remove();
            }
        }
        forgetIfEmpty();
        return taken;
    }

    private void forgetIfEmpty() {
        if (waiting != null && waiting.isEmpty()) {
            waiting = null;
        }
    }
}
