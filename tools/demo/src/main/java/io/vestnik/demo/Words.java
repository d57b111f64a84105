package io.vestnik.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The word lists for the gaps of dialogues. Each word has several grammatical forms.
final class Words {
    private final Map<String, List<List<String>>> lists;

    private Words(Map<String, List<List<String>>> lists) {
        this.lists = lists;
    }

    static Words in(Language language) {
        Map<String, List<List<String>>> lists = new HashMap<>();
        List<List<String>> current = new ArrayList<>();
        boolean begins = true;
        for (String line : Material.lines(language.file("words"))) {
            if (line.isEmpty()) {
                begins = true;
            } else if (begins) {
                current = new ArrayList<>();
                lists.put(line, current);
                begins = false;
            } else {
                current.add(Material.fields(line));
            }
        }
        return new Words(lists);
    }

    /// The words of a list, each with all its forms.
    List<List<String>> list(String name) {
        List<List<String>> list = lists.get(name);
        if (list == null) {
            throw new IllegalArgumentException("no list of words is called " + name);
        }
        return list;
    }
}
