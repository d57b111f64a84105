package io.vestnik.simulation.law;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageText;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendLawsTest {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private final ForgedChat chat = new ForgedChat();
    private final SendLaws sends = new SendLaws(chat.oracle);

    private SendMessage.Command command(long key) {
        return command(key, "text " + key);
    }

    private SendMessage.Command command(long key, String text) {
        return new SendMessage.Command(chat.id, chat.ada, ForgedChat.key(key), new MessageText(text), Optional.empty());
    }

    private SendLaws.Attempt begin(long key) {
        return sends.begun(command(key), Optional.of("connection"));
    }

    @Test
    void messages_in_order_with_their_answers_violate_nothing() {
        SendLaws.Attempt first = begin(1);
        SendLaws.Attempt second = begin(2);
        sends.answered(first, new SendMessage.Outcome.Sent(chat.post(chat.ada)));
        sends.answered(second, new SendMessage.Outcome.TooFast(PAUSE));
        SendLaws.Attempt again = begin(2);
        Message message = chat.post(chat.ada);
        sends.answered(again, new SendMessage.Outcome.Sent(message));
        sends.answered(begin(2), new SendMessage.Outcome.Duplicate(message));
        sends.requireQuiet();
        assertThat(chat.found).isEmpty();
    }

    @Test
    void two_first_answers_violate_law_2() {
        SendLaws.Attempt one = begin(1);
        SendLaws.Attempt other = begin(1);
        Message message = chat.post(chat.ada);
        sends.answered(one, new SendMessage.Outcome.Sent(message));
        sends.answered(other, new SendMessage.Outcome.Sent(message));
        assertThat(chat.laws()).containsExactly(Law.L2);
    }

    @Test
    void other_content_with_the_same_key_violates_law_2_if_it_is_accepted() {
        SendLaws.Attempt first = begin(1);
        Message message = chat.post(chat.ada);
        sends.answered(first, new SendMessage.Outcome.Sent(message));
        SendLaws.Attempt other = sends.begun(command(1, "other"), Optional.empty());
        sends.answered(other, new SendMessage.Outcome.Refused(Refusal.KEY_REUSED));
        assertThat(chat.found).isEmpty();
        SendLaws.Attempt again = sends.begun(command(1, "other"), Optional.empty());
        sends.answered(again, new SendMessage.Outcome.Duplicate(message));
        assertThat(chat.laws()).containsExactly(Law.L2);
    }

    @Test
    void an_acknowledgement_without_a_commit_violates_law_3() {
        SendLaws.Attempt first = begin(1);
        sends.answered(first, new SendMessage.Outcome.Sent(chat.message(1, chat.ada, "text 1", 2)));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    @Test
    void the_refusal_of_a_member_violates_law_3() {
        chat.now = 1;
        sends.answered(begin(1), new SendMessage.Outcome.Refused(Refusal.CHAT_NOT_FOUND));
        assertThat(chat.laws()).containsExactly(Law.L3);
    }

    @Test
    void a_request_without_an_answer_violates_law_8() {
        SendLaws.Attempt lost = begin(1);
        SendLaws.Attempt open = begin(2);
        sends.lost(lost);
        chat.now = SendLaws.ANSWERED_WITHIN.toNanos();
        sends.requireAnswers();
        assertThat(chat.found).isEmpty();
        chat.now += 1;
        sends.requireAnswers();
        assertThat(chat.laws()).containsExactly(Law.L8);
        assertThat(sends.unanswered()).isEqualTo(1);
        chat.found.clear();
        sends.answered(open, new SendMessage.Outcome.Unknown(PAUSE));
        sends.requireQuiet();
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_second_answer_violates_law_8() {
        SendLaws.Attempt first = begin(1);
        sends.answered(first, new SendMessage.Outcome.TooFast(PAUSE));
        sends.answered(first, new SendMessage.Outcome.TooFast(PAUSE));
        assertThat(chat.laws()).containsExactly(Law.L8);
    }

    @Test
    void a_message_that_overtakes_a_refused_one_violates_law_9() {
        SendLaws.Attempt refused = sends.begun(command(2), Optional.of("connection"));
        SendLaws.Attempt unused = sends.begun(command(1), Optional.of("connection"));
        sends.answered(refused, new SendMessage.Outcome.TooFast(PAUSE));
        chat.post(chat.ada);
        assertThat(chat.found).isEmpty();
        chat.post(chat.ada);
        assertThat(chat.laws()).containsExactly(Law.L9);
        assertThat(unused).isNotSameAs(refused);
    }

    @Test
    void messages_of_two_connections_have_no_order() {
        SendLaws.Attempt one = sends.begun(command(2), Optional.of("connection"));
        SendLaws.Attempt other = sends.begun(command(1), Optional.of("other"));
        chat.post(chat.ada);
        chat.post(chat.ada);
        assertThat(one).isNotSameAs(other);
        assertThat(chat.found).isEmpty();
    }

    @Test
    void a_message_that_failed_for_good_may_be_overtaken() {
        SendLaws.Attempt failed = sends.begun(command(2), Optional.of("connection"));
        SendLaws.Attempt next = sends.begun(command(1), Optional.of("connection"));
        sends.answered(failed, new SendMessage.Outcome.Refused(Refusal.MESSAGE_NOT_FOUND));
        sends.answered(next, new SendMessage.Outcome.Sent(chat.post(chat.ada)));
        assertThat(chat.found).isEmpty();
    }
}
