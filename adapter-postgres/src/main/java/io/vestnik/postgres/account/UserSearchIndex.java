package io.vestnik.postgres.account;

import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The table `user_words`: the search index for users.
final class UserSearchIndex {
    /// The highest code point. A prefix with this character appended sorts after every text that begins with the
    /// prefix.
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private UserSearchIndex() {}

    /// Indexes users by the words of the given names, instead of the words that were indexed before. Runs in the
    /// transaction of `handle`, which holds the locks of the users' rows.
    static void replace(Handle handle, Map<UserId, UserName> names) {
        handle.createUpdate("delete from user_words where user_id = any (:ids)")
                .bindArray("ids", UserId.class, names.keySet())
                .execute();
        List<Map.Entry<UserId, String>> rows = names.entrySet().stream()
                .flatMap(user -> user.getValue().words().stream().map(word -> Map.entry(user.getKey(), word)))
                .toList();
        handle.createUpdate("insert into user_words (word, user_id) select * from unnest(:words, :ids)")
                .bindArray(
                        "words",
                        String.class,
                        rows.stream().map(Map.Entry::getValue).toList())
                .bindArray(
                        "ids",
                        UserId.class,
                        rows.stream().map(Map.Entry::getKey).toList())
                .execute();
        handle.createUpdate("update users set words_of = name where id = any (:ids)")
                .bindArray("ids", UserId.class, names.keySet())
                .execute();
    }

    /// Removes users from the index. Runs in the transaction of `handle`, which holds the locks of the users' rows.
    static void remove(Handle handle, Collection<UserId> ids) {
        handle.createUpdate("delete from user_words where user_id = any (:ids)")
                .bindArray("ids", UserId.class, ids)
                .execute();
        handle.createUpdate("update users set words_of = null where id = any (:ids) and words_of is not null")
                .bindArray("ids", UserId.class, ids)
                .execute();
    }

    /// Finds users by username, then by the words of their names. Each query returns users in the order of its index
    /// and reads a bounded number of rows.
    static List<Person> search(Handle handle, PeopleQuery.Prefix prefix, int limit) {
        Set<Person> found = new LinkedHashSet<>();
        if (!prefix.username().isEmpty()) {
            found.addAll(handle.createQuery("""
                select <columns> from users
                where username >= :from and username < :to
                order by username
                limit :limit\
                """)
                    .define("columns", UserRows.PERSON)
                    .bind("from", prefix.username())
                    .bind("to", prefix.username() + LAST)
                    .bind("limit", limit)
                    .mapTo(Person.class)
                    .list());
        }
        if (!prefix.words().isEmpty()) {
            // All words of one user may match the query, so a page of `limit` users may need `limit * WORDS_MAX` rows.
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
                    .mapTo(Person.class)
                    .list());
        }
        return found.stream().limit(limit).toList();
    }
}
