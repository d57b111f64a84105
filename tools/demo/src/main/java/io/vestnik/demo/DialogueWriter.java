package io.vestnik.demo;

import io.vestnik.demo.Scene.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes the messages of one dialogue for its speakers: fills gaps and makes choices. Gaps with the same name get the
/// same word throughout the dialogue.
final class DialogueWriter implements Phrase.Resolver {
    private static final Pattern GAP = Pattern.compile("([a-z]+)(\\d?)(?:\\.(\\d))?");
    private static final Pattern ROLE = Pattern.compile("[A-D]");

    /// The time to type a letter, in milliseconds. For each message, [#THINKING_MILLIS_MIN] and a random time below
    /// [#THINKING_MILLIS_MORE] are added.
    private static final long MILLIS_A_LETTER = 90;

    private static final int THINKING_MILLIS_MIN = 3_000;
    private static final int THINKING_MILLIS_MORE = 40_000;

    private final Language language;
    private final Words words;
    private final List<DemoUser> people;
    private final List<Integer> roles;
    private final Random random;
    private final Map<String, List<List<String>>> shuffled = new HashMap<>();
    private final Map<Integer, Integer> together = new HashMap<>();
    private final List<Utterance> utterances = new ArrayList<>();
    private final int offset;
    private Duration pause = Duration.ZERO;

    /// @param roles the numbers of the users who speak as A, B, C …
    /// @param offset the position of the first message of this dialogue in the script of the chat
    DialogueWriter(
            Language language, Words words, List<DemoUser> people, List<Integer> roles, Random random, int offset) {
        this.language = language;
        this.words = words;
        this.people = people;
        this.roles = roles;
        this.random = random;
        this.offset = offset;
    }

    List<Utterance> write(Scene scene) {
        write(scene.parts());
        return utterances;
    }

    private void write(List<Part> parts) {
        for (Part part : parts) {
            switch (part) {
                case Part.Line line -> write(line);
                case Part.Pause(Duration length) -> pause = around(length);
                case Part.Alternatives(List<List<Part>> alternatives) ->
                    write(alternatives.get(choose(0, alternatives.size())));
            }
        }
    }

    private void write(Part.Line line) {
        int speaker = roles.get(line.role());
        boolean feminine = people.get(speaker).feminine();
        String text = line.text().render(this, feminine);
        Optional<String> correction = line.correction().map(better -> better.render(this, feminine));
        int answered = utterances.size() - line.answers();
        utterances.add(new Utterance(
                speaker,
                text,
                line.answers() > 0 && answered >= 0 ? OptionalInt.of(offset + answered) : OptionalInt.empty(),
                correction,
                line.takenBack(),
                pause.plus(typing(text)),
                utterances.isEmpty()));
        pause = Duration.ZERO;
    }

    private Duration typing(String text) {
        return Duration.ofMillis(
                THINKING_MILLIS_MIN + random.nextInt(THINKING_MILLIS_MORE) + text.length() * MILLIS_A_LETTER);
    }

    /// A random duration between three quarters and five quarters of `length`.
    private Duration around(Duration length) {
        return length.multipliedBy(75 + random.nextInt(51)).dividedBy(100);
    }

    @Override
    public int choose(int number, int bound) {
        return number == 0
                ? random.nextInt(bound)
                : together.computeIfAbsent(number, first -> random.nextInt(bound)) % bound;
    }

    @Override
    public String fill(String gap) {
        if (ROLE.matcher(gap).matches()) {
            return people.get(roles.get(gap.charAt(0) - 'A')).firstName(language);
        }
        Matcher name = GAP.matcher(gap);
        if (!name.matches()) {
            throw new IllegalArgumentException("no value for the gap " + gap);
        }
        List<List<String>> list = shuffled.computeIfAbsent(name.group(1), this::shuffle);
        int which = name.group(2).isEmpty() ? 0 : Integer.parseInt(name.group(2)) - 1;
        int form = name.group(3) == null ? 0 : Integer.parseInt(name.group(3));
        return list.get(which).get(form);
    }

    private List<List<String>> shuffle(String list) {
        List<List<String>> copy = new ArrayList<>(words.list(list));
        Collections.shuffle(copy, random);
        return copy;
    }
}
