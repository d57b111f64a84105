package io.vestnik.websocket;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.wire.Problems;
import io.vestnik.wire.Schema;
import io.vestnik.wire.WireType;
import io.vestnik.wire.WireTypes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cursors of a resuming client for each chat: `{"<chatId>": 17, "<chatId>": [17, 12, 9]}`.
///
/// @param chats at most [Resume#CHATS_MAX]
record Known(Map<ChatId, Resume.Known> chats) {
    private static final int MARKS_LENGTH = 3;
    private static final int UUID_CHARS = 36;
    private static final Schema.Whole WHOLE = new Schema.Whole(0, WireTypes.WHOLE_MAX, 17);

    /// Its JSON form.
    static final WireType<Known> TYPE = new WireType<>() {
        @Override
        public Schema schema() {
            return new Schema.Entries(
                    new Schema.Text("uuid", 0, UUID_CHARS, "", ""),
                    new Schema.AnyOf(List.of(WHOLE, new Schema.Items(WHOLE, MARKS_LENGTH, MARKS_LENGTH))),
                    Resume.CHATS_MAX);
        }

        @Override
        public Optional<Known> read(JsonNode node, String field, Problems problems) {
            if (!node.isObject()) {
                problems.add(field, "must be an object from chat id to version");
                return Optional.empty();
            }
            if (node.size() > Resume.CHATS_MAX) {
                problems.add(field, "must have at most " + Resume.CHATS_MAX + " chats");
                return Optional.empty();
            }
            Map<ChatId, Resume.Known> chats = HashMap.newHashMap(node.size());
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                Optional<ChatId> chatId = UuidText.parse(entry.getKey()).map(ChatId::new);
                Optional<Resume.Known> known = known(entry.getValue());
                if (chatId.isEmpty()) {
                    problems.add(field, "must have chat ids as names");
                } else if (known.isEmpty()) {
                    problems.add(field + "." + entry.getKey(), "must be a version or [version, readUpTo, allReadUpTo]");
                } else if (chats.put(chatId.get(), known.get()) != null) {
                    problems.add(field, "must have each chat once");
                }
            }
            return chats.size() == node.size() ? Optional.of(new Known(chats)) : Optional.empty();
        }

        @Override
        public void write(Known value, JsonGenerator out) throws IOException {
            out.writeStartObject();
            for (Map.Entry<ChatId, Resume.Known> entry : value.chats().entrySet()) {
                out.writeFieldName(entry.getKey().toString());
                long version = entry.getValue().version().value();
                Optional<Resume.KnownMarks> marks = entry.getValue().marks();
                if (marks.isEmpty()) {
                    out.writeNumber(version);
                } else {
                    long[] all = {
                        version,
                        marks.get().readUpTo().value(),
                        marks.get().allReadUpTo().value()
                    };
                    out.writeArray(all, 0, all.length);
                }
            }
            out.writeEndObject();
        }
    };

    /// Copies `chats`.
    Known {
        chats = Map.copyOf(chats);
    }

    private static Optional<Resume.Known> known(JsonNode node) {
        if (isNumber(node)) {
            return Optional.of(new Resume.Known(new ChatVersion(node.longValue()), Optional.empty()));
        }
        if (!node.isArray() || node.size() != MARKS_LENGTH) {
            return Optional.empty();
        }
        for (JsonNode each : node) {
            if (!isNumber(each)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Resume.Known(
                new ChatVersion(node.get(0).longValue()),
                Optional.of(new Resume.KnownMarks(
                        new MessageId(node.get(1).longValue()),
                        new MessageId(node.get(2).longValue())))));
    }

    private static boolean isNumber(JsonNode node) {
        return node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 0
                && node.longValue() <= WireTypes.WHOLE_MAX;
    }
}
