package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.user.UserId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class WaitingAnswersTest {
    private static final UserId ALICE = new UserId(new UUID(1, 1));
    private static final UserId BOB = new UserId(new UUID(1, 2));

    private final WaitingAnswers<ChatVersion> answers = new WaitingAnswers<>();

    @Test
    void answers_are_taken_in_the_order_of_their_versions() {
        Answer third = add(3, ALICE);
        Answer first = add(1, ALICE);
        Answer alsoFirst = add(1, BOB);
        assertThat(answers.lowest()).contains(version(1));
        assertThat(answers.users()).containsExactly(ALICE, BOB, ALICE);
        assertThat(answers.takeUpTo(version(2))).containsExactly(first, alsoFirst);
        assertThat(answers.takeUpTo(version(2))).isEmpty();
        assertThat(answers.takeAll()).containsExactly(third);
        assertThat(answers.isEmpty()).isTrue();
        assertThat(answers.lowest()).isEmpty();
    }

    @Test
    void answers_of_one_version_or_one_user_are_taken_alone() {
        Answer first = add(1, ALICE);
        Answer second = add(2, BOB);
        Answer third = add(3, ALICE);
        assertThat(answers.takeAt(version(2))).containsExactly(second);
        assertThat(answers.takeAt(version(2))).isEmpty();
        assertThat(answers.takeOf(BOB)).isEmpty();
        assertThat(answers.takeOf(ALICE)).containsExactly(first, third);
        assertThat(answers.isEmpty()).isTrue();
    }

    private Answer add(long version, UserId userId) {
        Answer answer = new RecordedAnswer(userId, () -> {});
        answers.add(version(version), answer);
        return answer;
    }

    private static ChatVersion version(long value) {
        return new ChatVersion(value);
    }
}
