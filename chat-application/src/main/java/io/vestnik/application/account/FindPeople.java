package io.vestnik.application.account;

import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.List;

/// Finds people by what they are called or by their email.
@FunctionalInterface
public interface FindPeople {
    /// How many one query may give.
    int RESULTS_MAX = 20;

    /// Searches.
    Outcome find(UserId viewer, PeopleQuery query, int limit);

    /// What came of it.
    sealed interface Outcome {
        /// These fit, in order of name.
        record Found(List<Person> people) implements Outcome {
            /// Copies `people`.
            public Found {
                people = List.copyOf(people);
            }
        }

        /// Too many searches lately.
        record TooMany(Duration retryAfter) implements Outcome {}
    }
}
