package io.vestnik.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes the users, Russian and English speakers in turn. The first users have the names of the name lists. Further
/// users combine first and last names of the lists. A number is added to an email address that is already taken.
final class Roster {
    private Roster() {}

    static List<Sketch> people(int count) {
        List<List<Sketch>> listed = List.of(listed(Language.RUSSIAN), listed(Language.ENGLISH));
        List<Sketch> people = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        for (int round = 0; people.size() < count; round++) {
            for (List<Sketch> list : listed) {
                if (people.size() < count) {
                    people.add(unique(mixed(list, round), addresses));
                }
            }
        }
        return List.copyOf(people);
    }

    private static List<Sketch> listed(Language language) {
        return Material.rows(language.file("people")).stream()
                .map(row -> new Sketch(row.get(0), row.get(1).equals("f"), language, row.get(2)))
                .toList();
    }

    /// Makes the user with a number. When the names of the list are used up, the last name comes from a later entry
    /// with the same grammatical gender.
    private static Sketch mixed(List<Sketch> list, int number) {
        Sketch first = list.get(number % list.size());
        int shift = number / list.size();
        if (shift == 0) {
            return first;
        }
        List<Sketch> alike = list.stream()
                .filter(other -> other.feminine() == first.feminine())
                .toList();
        Sketch last = alike.get((alike.indexOf(first) + shift) % alike.size());
        return new Sketch(
                first.firstName() + last.name().substring(last.name().indexOf(' ')),
                first.feminine(),
                first.language(),
                first.address().substring(0, first.address().indexOf('.'))
                        + last.address().substring(last.address().indexOf('.')));
    }

    private static Sketch unique(Sketch sketch, Set<String> addresses) {
        String address = sketch.address();
        for (int number = 2; !addresses.add(address); number++) {
            address = sketch.address() + number;
        }
        return new Sketch(sketch.name(), sketch.feminine(), sketch.language(), address);
    }
}
