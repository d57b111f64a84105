package io.vestnik.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes the messages of chats from dialogues. A dialogue is repeated in a chat only after all suitable dialogues were
/// used.
final class DialogueScript {
    private final List<DemoUser> people;
    private final Dice dice;
    private final Map<Language, List<Scene>> scenes = new EnumMap<>(Language.class);
    private final Map<Language, Words> words = new EnumMap<>(Language.class);

    DialogueScript(List<DemoUser> people, Dice dice) {
        this.people = people;
        this.dice = dice;
        for (Language language : Language.values()) {
            scenes.put(language, SceneReader.scenes(language));
            words.put(language, Words.in(language));
        }
    }

    /// Makes the first `count` messages of a chat. A longer script begins with all messages of a shorter one.
    List<Utterance> of(PlannedChat chat, int count) {
        Random random = dice.of("script/" + chat.name());
        List<Scene> fitting = get(scenes, chat.language()).stream()
                .filter(scene -> scene.fits(chat.theme(), chat.people().size()))
                .toList();
        List<Utterance> utterances = new ArrayList<>(count);
        List<Scene> deck = new ArrayList<>();
        while (utterances.size() < count) {
            if (deck.isEmpty()) {
                deck.addAll(fitting);
                Collections.shuffle(deck, random);
            }
            List<Integer> roles = new ArrayList<>(chat.people());
            Collections.shuffle(roles, random);
            DialogueWriter writer = new DialogueWriter(
                    chat.language(), get(words, chat.language()), people, roles, random, utterances.size());
            List<Utterance> written = writer.write(deck.removeLast());
            utterances.addAll(written.subList(0, Math.min(written.size(), count - utterances.size())));
        }
        return utterances;
    }

    private static <V> V get(Map<Language, V> map, Language language) {
        V value = map.get(language);
        if (value == null) {
            throw new IllegalStateException("nothing in " + language);
        }
        return value;
    }
}
