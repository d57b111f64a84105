package io.vestnik.wire.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vestnik.wire.body.ChatBody;
import io.vestnik.wire.json.WireTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaWriterTest {
    private final SchemaWriter writer = new SchemaWriter("#/components/schemas/");

    @Test
    void a_named_schema_is_written_once_and_referenced() {
        assertThat(writer.write(WireTypes.STANDARD.shape(ChatBody.class).schema()))
                .hasToString("{\"$ref\":\"#/components/schemas/Chat\"}");
        assertThat(writer.components()).containsOnlyKeys("Chat", "Peer", "Message");
        assertThat(writer.components().get("Peer"))
                .hasToString("{\"type\":\"object\",\"description\":\"The other side of a direct chat.\","
                        + "\"required\":[\"id\",\"name\"],\"properties\":{"
                        + "\"id\":{\"type\":\"string\",\"format\":\"uuid\","
                        + "\"examples\":[\"01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f\"]},"
                        + "\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64,\"examples\":[\"Alice\"]},"
                        + "\"online\":{\"type\":\"boolean\",\"description\":\"Whether the user is connected;"
                        + " present once both have written.\"},"
                        + "\"lastSeenAt\":{\"type\":\"string\",\"format\":\"date-time\",\"description\":\"When"
                        + " the user was last connected; present while offline, once both have written.\","
                        + "\"examples\":[\"2026-11-22T18:00:00.123Z\"]}}}");
    }

    @Test
    void flat_properties_are_inlined() {
        assertThat(WireTypes.STANDARD.shape(ChatBody.class).schema().properties())
                .extracting(Schema.Property::name)
                .startsWith("id", "kind", "title")
                .contains("peer", "unread")
                .doesNotContain("shared");
    }

    @Test
    void two_different_schemas_of_one_name_are_rejected() {
        writer.write(new Schema.ObjectType("Same", "", List.of()));
        assertThatIllegalStateException()
                .isThrownBy(() -> writer.write(new Schema.ObjectType("Same", "another", List.of())))
                .withMessageContaining("Same");
    }
}
