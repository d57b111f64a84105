package io.vestnik.postgres;

import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `user_words`: the search index for users.
final class PeopleWords {
    /// Appended to a prefix, it sorts after every text with that prefix.
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private PeopleWords() {}

    /// Replaces the words of these users with those of their names. Runs in the transaction of `handle`, which holds
    /// the locks of their rows.
    static void replace(Handle handle, Map<UserId, UserName> names) {
        UUID[] ids = names.keySet().stream().map(UserId::value).toArray(UUID[]::new);
        handle.createUpdate("delete from user_words where user_id = any (:ids)")
                .bind("ids", ids)
                .execute();
        List<Map.Entry<UserId, String>> rows = names.entrySet().stream()
                .flatMap(user -> user.getValue().words().stream().map(word -> Map.entry(user.getKey(), word)))
                .toList();
        handle.createUpdate("insert into user_words (word, user_id) select * from unnest(:words, :ids)")
                .bind("words", rows.stream().map(Map.Entry::getValue).toArray(String[]::new))
                .bind("ids", rows.stream().map(row -> row.getKey().value()).toArray(UUID[]::new))
                .execute();
        handle.createUpdate("update users set words_of = name where id = any (:ids)")
                .bind("ids", ids)
                .execute();
    }

    /// Removes the words of users. Runs in the transaction of `handle`, which holds the locks of their rows.
    static void remove(Handle handle, UUID... ids) {
        handle.createUpdate("delete from user_words where user_id = any (:ids)")
                .bind("ids", ids)
                .execute();
        handle.createUpdate("update users set words_of = null where id = any (:ids) and words_of is not null")
                .bind("ids", ids)
                .execute();
    }

    /// Finds users by usernames, then by words, each in the order of its index and with a bounded number of rows read.
    static List<Person> search(Handle handle, PeopleQuery.Prefix prefix, int limit) {
        Set<Person> found = new LinkedHashSet<>();
        if (!prefix.username().isEmpty()) {
            found.addAll(handle.createQuery("""
                select id, name, username, deleted_at from users
                where username >= :from and username < :to
                order by username
                limit :limit\
                """)
                    .bind("from", prefix.username())
                    .bind("to", prefix.username() + LAST)
                    .bind("limit", limit)
                    .map(UserRows::person)
                    .list());
        }
        if (!prefix.words().isEmpty()) {
            // All words of one user may match the query, so a page of users may need this many rows.
            found.addAll(handle.createQuery("""
                select u.id, u.name, u.username, u.deleted_at
                from (
                    select user_id, min(word) as word
                    from (
                        select word, user_id from user_words
                        where word >= :from and word < :to
                        order by word, user_id
                        limit :rows
                    ) r
                    group by user_id
                    order by min(word), user_id
                    limit :limit
                ) w join users u on u.id = w.user_id
                order by w.word, u.id\
                """)
                    .bind("from", prefix.words())
                    .bind("to", prefix.words() + LAST)
                    .bind("rows", limit * UserName.WORDS_MAX)
                    .bind("limit", limit)
                    .map(UserRows::person)
                    .list());
        }
        return found.stream().limit(limit).toList();
    }
}
