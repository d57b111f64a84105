package io.vestnik.websocket.frame;

import io.vestnik.application.live.Resume;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.wire.json.JsonBytes;
import io.vestnik.wire.json.JsonReader;
import io.vestnik.wire.json.MalformedJsonException;
import io.vestnik.wire.json.Problems;
import io.vestnik.wire.json.WireType;
import io.vestnik.wire.schema.Schema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The cursors of a resuming client by chat: `{"<chatId>": 17, "<chatId>": [17, 12, 9]}`. The cursor of a chat is its
/// version, or a list of its version and the marks `readUpTo` and `allReadUpTo`.
///
/// @param chats the cursors by chat, at most [Resume#CHATS_MAX]
public record ResumeCursors(Map<ChatId, Resume.Cursor> chats) {
    private static final int MARKS_LENGTH = 3;
    private static final int UUID_CHARS = 36;
    private static final Schema.IntegerType NUMBER = new Schema.IntegerType(0, Schema.INTEGER_MAX, 17);

    /// The JSON form of the cursors.
    static final WireType<ResumeCursors> TYPE = new WireType<>() {
        @Override
        public Schema schema() {
            return new Schema.MapType(
                    new Schema.StringType("uuid", 0, UUID_CHARS, "", ""),
                    new Schema.AnyOf(List.of(NUMBER, new Schema.ArrayType(NUMBER, MARKS_LENGTH, MARKS_LENGTH))),
                    Resume.CHATS_MAX);
        }

        @Override
        public @Nullable ResumeCursors read(JsonReader in, String field, Problems problems)
                throws MalformedJsonException {
            if (in.kind() != JsonReader.Kind.OBJECT) {
                return refuse(in, field, "must be an object from chat id to version", problems);
            }
            Entries entries = new Entries(field);
            for (boolean more = in.beginObject(); more; more = in.nextProperty()) {
                entries.read(in);
            }
            return entries.end(problems);
        }

        @Override
        public void write(ResumeCursors value, JsonBytes out) {
            out.beginObject();
            value.chats().forEach((chatId, cursor) -> {
                out.name(chatId.toString());
                if (cursor.marks().isEmpty()) {
                    out.number(cursor.version().value());
                    return;
                }
                Resume.Marks marks = cursor.marks().get();
                out.beginArray().number(cursor.version().value());
                out.nextItem().number(marks.readUpTo().value());
                out.nextItem().number(marks.allReadUpTo().value()).endArray();
            });
            out.endObject();
        }
    };

    /// Copies `chats`.
    public ResumeCursors {
        chats = Map.copyOf(chats);
    }

    /// Collects the cursors while their JSON is being read, and the problems of these cursors.
    private static final class Entries {
        private final String field;
        private final Map<ChatId, Resume.Cursor> chats = new HashMap<>();
        private final Set<String> names = new HashSet<>();
        private final Problems inEntries = new Problems();

        Entries(String field) {
            this.field = field;
        }

        void read(JsonReader in) throws MalformedJsonException {
            String name = in.name();
            if (!names.add(name)) {
                throw in.malformed();
            }
            if (names.size() > Resume.CHATS_MAX) {
                in.skip();
                return;
            }
            Optional<ChatId> chatId = UuidText.parse(name).map(ChatId::new);
            Resume.Cursor cursor = cursor(in);
            if (chatId.isEmpty()) {
                inEntries.add(field, "must have chat ids as names");
            } else if (cursor == null) {
                inEntries.add(field + "." + name, "must be a version or [version, readUpTo, allReadUpTo]");
            } else if (chats.put(chatId.get(), cursor) != null) {
                inEntries.add(field, "must have each chat once");
            }
        }

        @Nullable
        ResumeCursors end(Problems problems) {
            if (names.size() > Resume.CHATS_MAX) {
                problems.add(field, "must have at most " + Resume.CHATS_MAX + " chats");
                return null;
            }
            problems.addAll(inEntries);
            return chats.size() == names.size() ? new ResumeCursors(chats) : null;
        }
    }

    private static Resume.@Nullable Cursor cursor(JsonReader in) throws MalformedJsonException {
        if (in.kind() != JsonReader.Kind.ARRAY) {
            long version = number(in);
            return version < 0 ? null : new Resume.Cursor(new ChatVersion(version), Optional.empty());
        }
        long[] numbers = new long[MARKS_LENGTH];
        int count = 0;
        boolean good = true;
        for (boolean more = in.beginArray(); more; more = in.nextItem()) {
            long number = number(in);
            good &= number >= 0;
            if (count < MARKS_LENGTH) {
                numbers[count] = number;
            }
            count++;
        }
        return good && count == MARKS_LENGTH
                ? new Resume.Cursor(
                        new ChatVersion(numbers[0]),
                        Optional.of(new Resume.Marks(new MessageId(numbers[1]), new MessageId(numbers[2]))))
                : null;
    }

    /// Reads a number; negative if the value cannot be a version or a message id.
    private static long number(JsonReader in) throws MalformedJsonException {
        if (in.kind() != JsonReader.Kind.NUMBER) {
            in.skip();
            return -1;
        }
        return in.isWhole() && in.numberFits() && in.number() <= Schema.INTEGER_MAX ? in.number() : -1;
    }
}
