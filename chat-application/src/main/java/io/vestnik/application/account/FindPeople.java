package io.vestnik.application.account;

import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;

/// Finds users by name, username or email.
@FunctionalInterface
public interface FindPeople {
    /// The maximum number of results of one query.
    int RESULTS_MAX = 20;

    /// Searches on behalf of `viewer`, whose searches are limited.
    Outcome find(UserId viewer, PeopleQuery query, int limit);

    /// The result.
    sealed interface Outcome {
        /// The matching users, in the order of [io.vestnik.domain.user.Users#search].
        record Found(List<Person> people) implements Outcome {
            /// Copies `people`.
            public Found {
                people = List.copyOf(people);
            }
        }

        /// Too many recent searches.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
