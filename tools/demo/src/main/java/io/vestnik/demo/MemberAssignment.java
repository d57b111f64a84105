package io.vestnik.demo;

import io.vestnik.domain.chat.ChatTitle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Assigns members and themes to chats. The users with published logins have the most chats.
final class MemberAssignment {
    /// The number of users whose logins are published.
    static final int LOGINS = 3;

    private static final int PARTNERS_OF_A_LOGIN = 7;
    private static final int GROUP_MIN = 4;
    private static final int GROUP_MAX = 12;
    private static final int SHARE_OF_A_LOGIN = 3;
    private static final int SHARE_OF_A_GROUP = 3;

    private final List<DemoUser> people;
    private final Dice dice;

    private MemberAssignment(List<DemoUser> people, Dice dice) {
        this.people = people;
        this.dice = dice;
    }

    /// Plans all direct chats and groups.
    static List<PlannedChat> chats(DemoPlan plan, List<DemoUser> people, Dice dice) {
        MemberAssignment assignment = new MemberAssignment(people, dice);
        List<PlannedChat> chats = new ArrayList<>();
        assignment.pairs().forEach(pair -> chats.add(assignment.direct(pair)));
        for (int group = 0; group < plan.groups(); group++) {
            chats.add(assignment.group(group));
        }
        return List.copyOf(chats);
    }

    private Set<List<Integer>> pairs() {
        Random random = dice.of("pairs");
        Set<List<Integer>> pairs = new LinkedHashSet<>();
        for (int login = 0; login < LOGINS; login++) {
            List<Integer> others = new ArrayList<>();
            for (int other = 0; other < people.size(); other++) {
                if (other != login) {
                    others.add(other);
                }
            }
            Collections.shuffle(others, random);
            for (int other : others.subList(0, Math.min(PARTNERS_OF_A_LOGIN, others.size()))) {
                pairs.add(pair(login, other));
            }
        }
        for (int one = LOGINS; one < people.size(); one++) {
            int other = random.nextInt(people.size());
            if (other != one) {
                pairs.add(pair(one, other));
            }
        }
        return pairs;
    }

    private static List<Integer> pair(int one, int other) {
        return List.of(Math.min(one, other), Math.max(one, other));
    }

    private PlannedChat direct(List<Integer> pair) {
        String name = String.format(Locale.ROOT, "direct/%d/%d", pair.get(0), pair.get(1));
        Random random = dice.of(name);
        int roll = random.nextInt(10);
        String theme = roll < 6 ? "friends" : roll < 9 ? "work" : "home";
        boolean russian = pair.stream().allMatch(one -> people.get(one).language() == Language.RUSSIAN);
        return new PlannedChat(
                name,
                random.nextBoolean() ? pair : pair.reversed(),
                Optional.empty(),
                russian ? Language.RUSSIAN : Language.ENGLISH,
                theme,
                pair.get(0) < LOGINS && !theme.equals("home") ? SHARE_OF_A_LOGIN : 1);
    }

    /// Plans a group. Groups are Russian and English in turn. A Russian group has only Russian speakers; an English
    /// group may have any users.
    private PlannedChat group(int number) {
        Language language = number % 2 == 0 ? Language.RUSSIAN : Language.ENGLISH;
        List<List<String>> titles = Material.rows(language.file("groups"));
        int index = number / 2;
        List<String> row = titles.get(index % titles.size());
        String again = index < titles.size() ? "" : " " + (index / titles.size() + 1);
        String name = "group/" + number;
        List<Integer> members = members(language, dice.of(name));
        return new PlannedChat(
                name,
                members,
                Optional.of(new ChatTitle(row.get(1) + again)),
                language,
                row.get(0),
                row.get(0).equals("home") ? 1 : SHARE_OF_A_GROUP);
    }

    private List<Integer> members(Language language, Random random) {
        List<Integer> candidates = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            if (language == Language.ENGLISH || people.get(i).language() == Language.RUSSIAN) {
                candidates.add(i);
            }
        }
        int size = Math.min(candidates.size(), GROUP_MIN + random.nextInt(GROUP_MAX - GROUP_MIN + 1));
        Set<Integer> members =
                new TreeSet<>(candidates.stream().filter(i -> i < LOGINS).toList());
        Collections.shuffle(candidates, random);
        for (int i = 0; members.size() < size; i++) {
            members.add(candidates.get(i));
        }
        List<Integer> inAnyOrder = new ArrayList<>(members);
        Collections.shuffle(inAnyOrder, random);
        return List.copyOf(inAnyOrder);
    }
}
