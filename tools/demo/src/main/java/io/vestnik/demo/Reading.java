package io.vestnik.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Decides how far members have read: most have read all messages, some have not read the newest ones.
final class Reading {
    private static final int UNREAD_MAX = 5;

    private Reading() {}

    /// Returns for each member the number of messages, at the end of the chat, that the member has not read.
    static Map<Integer, Integer> of(PlannedChat chat, Random random) {
        Map<Integer, Integer> unread = new LinkedHashMap<>();
        for (int person : chat.people()) {
            boolean behind = random.nextInt(100) < (person < MemberAssignment.LOGINS ? 35 : 20);
            unread.put(person, behind ? 1 + random.nextInt(UNREAD_MAX) : 0);
        }
        return unread;
    }
}
