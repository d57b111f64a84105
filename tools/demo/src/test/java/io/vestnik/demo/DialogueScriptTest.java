package io.vestnik.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DialogueScriptTest {
    private static final DemoPlan PLAN = new DemoPlan(40, 8, 5_000, 1);
    private static final Pattern LEFT_OVER =
            Pattern.compile("[{}|\\[\\]]|~>|\\(\\p{L}{1,3}\\)|(?<![.])\\.\\.(?![.])|  ");

    private final Dice dice = new Dice(PLAN);
    private final List<DemoUser> people = Roster.people(PLAN.users());
    private final DialogueScript script = new DialogueScript(people, dice);
    private final List<PlannedChat> chats = MemberAssignment.chats(PLAN, people, dice);

    @Test
    void every_gap_is_filled_and_no_markup_is_left() {
        Set<Language> seen = new HashSet<>();
        for (PlannedChat chat : chats) {
            seen.add(chat.language());
            for (Utterance utterance : script.of(chat, 1_500)) {
                assertThat(LEFT_OVER.matcher(utterance.text()).find())
                        .as(utterance.text())
                        .isFalse();
                assertThat(utterance.text()).isNotBlank();
                assertThat(chat.people()).contains(utterance.speaker());
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(Language.values());
    }

    @Test
    void chats_of_usual_length_repeat_no_dialogue() {
        for (PlannedChat chat : chats) {
            List<String> beginnings = script.of(chat, 60).stream()
                    .filter(Utterance::begins)
                    .map(Utterance::text)
                    .toList();
            assertThat(beginnings).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_reply_refers_to_a_recent_message_of_another_user() {
        int answers = 0;
        for (PlannedChat chat : chats) {
            List<Utterance> utterances = script.of(chat, 1_000);
            for (int position = 0; position < utterances.size(); position++) {
                if (utterances.get(position).answers().isPresent()) {
                    int answered = utterances.get(position).answers().getAsInt();
                    assertThat(answered).isBetween(position - 3, position - 1);
                    assertThat(utterances.get(answered).speaker())
                            .as(utterances.get(position).text())
                            .isNotEqualTo(utterances.get(position).speaker());
                    answers++;
                }
            }
        }
        assertThat(answers).isGreaterThan(1_000);
    }

    @Test
    void some_messages_are_edited_and_some_deleted() {
        List<Utterance> utterances =
                chats.stream().flatMap(chat -> script.of(chat, 1_000).stream()).toList();

        assertThat(utterances).anyMatch(Utterance::takenBack);
        assertThat(utterances)
                .filteredOn(one -> one.correction().isPresent())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.correction().orElseThrow()).isNotEqualTo(one.text()));
    }

    @Test
    void equal_seeds_give_equal_scripts_and_others_differ() {
        PlannedChat chat = chats.getFirst();

        assertThat(new DialogueScript(people, new Dice(PLAN)).of(chat, 200)).isEqualTo(script.of(chat, 200));
        assertThat(new DialogueScript(people, new Dice(new DemoPlan(40, 8, 5_000, 2))).of(chat, 200))
                .isNotEqualTo(script.of(chat, 200));
        assertThat(dice.key("a")).isEqualTo(new Dice(PLAN).key("a")).isNotEqualTo(dice.key("b"));
        assertThat(dice.key("a").version()).isEqualTo(8);
        assertThat(dice.key("a").variant()).isEqualTo(2);
    }

    @Test
    void a_longer_script_starts_with_the_shorter_one() {
        for (PlannedChat chat : chats) {
            assertThat(script.of(chat, 500)).startsWith(script.of(chat, 123).toArray(Utterance[]::new));
        }
    }

    @Test
    void times_rise_from_beginning_to_end_and_nights_are_quiet() {
        Instant from = Instant.parse("2026-01-05T10:00:00Z");
        Instant to = Instant.parse("2026-05-05T22:00:00Z");
        List<Utterance> utterances = script.of(chats.getFirst(), 400);

        List<Instant> times = Timetable.times(utterances, 0, from, to, new Random(1));
        List<Instant> rest = Timetable.times(utterances, 300, from, to, new Random(1));

        assertThat(times).hasSize(400).isSorted();
        assertThat(times.getFirst()).isAfterOrEqualTo(from);
        assertThat(Duration.between(times.getFirst(), times.getLast())).isGreaterThan(Duration.ofDays(90));
        assertThat(times)
                .filteredOn(at -> at.toString().matches(".*T0[4-7]:.*"))
                .hasSizeLessThan(20);
        assertThat(rest).hasSize(100).isSorted();
    }

    @ParameterizedTest
    @EnumSource
    void the_material_has_enough_dialogues_for_every_theme(Language language) {
        for (String theme : List.of("friends", "work", "home")) {
            assertThat(SceneReader.scenes(language))
                    .filteredOn(scene -> scene.fits(theme, 2))
                    .hasSizeGreaterThan(10);
            assertThat(SceneReader.scenes(language))
                    .filteredOn(scene -> scene.fits(theme, 6))
                    .hasSizeGreaterThan(7);
        }
    }

    @Test
    void every_user_has_a_unique_address() {
        List<DemoUser> many = Roster.people(3_000);

        assertThat(many).extracting(DemoUser::address).doesNotHaveDuplicates();
        assertThat(many).allSatisfy(user -> assertThat(user.name()).matches("\\p{L}+ [\\p{L}']+"));
    }

    @Test
    void invalid_material_is_refused_with_its_line() {
        assertThatThrownBy(() -> SceneReader.read(List.of("=", "A: hi", "[", "B: yes")))
                .hasMessageContaining("[ without ]");
        assertThatThrownBy(() -> SceneReader.read(List.of("=", "hello"))).hasMessageContaining("hello");
        assertThatThrownBy(() -> Phrase.parse("{day")).hasMessageContaining("{day");
        assertThatThrownBy(() -> new DemoPlan(3, 0, 0, 1)).hasMessageContaining("users must be 4 to");
    }
}
