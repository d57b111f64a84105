package io.vestnik.http;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.http.ChatRoutes.NewChat;
import io.vestnik.http.ChatRoutes.NewDirectChat;
import io.vestnik.http.ChatRoutes.NewGroup;
import io.vestnik.wire.body.ProblemBody;
import io.vestnik.wire.json.RecordShape;
import io.vestnik.wire.json.Scalars;
import io.vestnik.wire.json.UnionShape;
import io.vestnik.wire.json.WireTypes;
import io.vestnik.wire.schema.Schema;
import java.util.LinkedHashMap;

/// The JSON types of this protocol.
final class Shapes {
    private static final WireTypes TYPES = types();

    static final RecordShape<ProblemBody> PROBLEM = of(ProblemBody.class);

    private Shapes() {}

    static <R extends Record> RecordShape<R> of(Class<R> type) {
        return TYPES.shape(type);
    }

    private static WireTypes types() {
        WireTypes types = WireTypes.STANDARD.with(
                PeopleQuery.class,
                Scalars.text(
                        Schema.StringType.ofLength(1, Email.LENGTH_MAX, "alice"),
                        PeopleQuery::of,
                        query -> switch (query) {
                            case PeopleQuery.Prefix prefix -> prefix.words();
                            case PeopleQuery.Address address -> address.email().value();
                        }));
        LinkedHashMap<String, Class<? extends Record>> kinds = new LinkedHashMap<>();
        kinds.put("direct", NewDirectChat.class);
        kinds.put("group", NewGroup.class);
        return types.with(NewChat.class, new UnionShape<>(NewChat.class, "NewChat", "kind", kinds, types));
    }
}
