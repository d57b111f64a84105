package io.vestnik.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes the users, Russian and English speakers in turn. The first users have the names of the name lists. Further
/// users combine first and last names of the lists. A number is added to an email address that is already taken.
final class Roster {
    private Roster() {}

    static List<DemoUser> people(int count) {
        List<List<DemoUser>> listed = List.of(listed(Language.RUSSIAN), listed(Language.ENGLISH));
        List<DemoUser> people = new ArrayList<>();
        Set<String> addresses = new HashSet<>();
        for (int round = 0; people.size() < count; round++) {
            for (List<DemoUser> list : listed) {
                if (people.size() < count) {
                    people.add(unique(mixed(list, round), addresses));
                }
            }
        }
        return List.copyOf(people);
    }

    private static List<DemoUser> listed(Language language) {
        return Material.rows(language.file("people")).stream()
                .map(row -> new DemoUser(row.get(0), row.get(1).equals("f"), language, row.get(2)))
                .toList();
    }

    /// Makes the user with this number from a list of names. When the list is used up, the given name of one entry is
    /// combined with the family name of a later entry of the same grammatical gender.
    private static DemoUser mixed(List<DemoUser> list, int number) {
        DemoUser first = list.get(number % list.size());
        int shift = number / list.size();
        if (shift == 0) {
            return first;
        }
        List<DemoUser> alike = list.stream()
                .filter(other -> other.feminine() == first.feminine())
                .toList();
        DemoUser last = alike.get((alike.indexOf(first) + shift) % alike.size());
        return new DemoUser(
                first.firstName() + last.name().substring(last.name().indexOf(' ')),
                first.feminine(),
                first.language(),
                first.address().substring(0, first.address().indexOf('.'))
                        + last.address().substring(last.address().indexOf('.')));
    }

    private static DemoUser unique(DemoUser user, Set<String> addresses) {
        String address = user.address();
        for (int number = 2; !addresses.add(address); number++) {
            address = user.address() + number;
        }
        return new DemoUser(user.name(), user.feminine(), user.language(), address);
    }
}
