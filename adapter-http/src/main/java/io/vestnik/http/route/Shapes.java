package io.vestnik.http.route;

import io.vestnik.application.account.AccountSettings;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.wire.body.ProblemBody;
import io.vestnik.wire.json.RecordShape;
import io.vestnik.wire.json.Scalars;
import io.vestnik.wire.json.WireTypes;
import io.vestnik.wire.schema.Schema;

/// The JSON types of this protocol.
public final class Shapes {
    private static final WireTypes TYPES = types();

    public static final RecordShape<ProblemBody> PROBLEM = of(ProblemBody.class);

    private Shapes() {}

    public static <R extends Record> RecordShape<R> of(Class<R> type) {
        return TYPES.shape(type);
    }

    private static WireTypes types() {
        return WireTypes.STANDARD
                .with(AccountSettings.Registration.class, Scalars.enumeration(AccountSettings.Registration.class))
                .with(
                        PeopleQuery.class,
                        Scalars.text(
                                Schema.StringType.ofLength(1, Email.LENGTH_MAX, "alice"),
                                PeopleQuery::of,
                                query -> switch (query) {
                                    case PeopleQuery.Prefix prefix -> prefix.words();
                                    case PeopleQuery.Address address ->
                                        address.email().value();
                                }));
    }
}
