package io.vestnik.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Passes the lines of histories to a [Checker].
///
/// A line is a JSON object with `t`, the time in nanoseconds of one monotonic clock; `e`, the kind of observation; and,
/// except for `fault`, `settled` and `quiet`, `c`, the index of the client. `n` is the number of the connection among
/// those of the client; a request without `n` was sent over HTTP. `chat` is a UUID, `v` a version, `r` the name of a
/// request. The kinds with their other fields:
///
/// - `fault` `kind, mayLose?, newEpoch?` · `settled` · `quiet`: see [Checker]. `newEpoch` is whether the fault may
///   change the epoch without a loss.
/// - `client` `user`: the first line of each client, with the index of its user.
/// - `stranger` `chat` · `probe` `chat, code?`: see [ClientCheck].
/// - `open` `n` · `hello` `n, since?` (an object from chat to version) · `ready` `n, epoch` · `live` `n` · `close`
///   `n, code`.
/// - `send` `n?, chat, from?, seq, other?`: an attempt. `from` is the client that made the key, if it is another one.
///   `other` marks an attempt that deliberately has other content than the first with this key.
/// - `sent` `n?, chat, from?, seq, v, dup?, m` · `refused` `n?, chat, from?, seq, code` · `lost` `chat, from?, seq`:
///   over HTTP, no answer of the server came.
/// - `ask` `n?, r` · `answer` `n?, r, code?`: another request.
/// - `message` `n, chat, v, m` · `skipped`, `gap` `n, chat, v` · `removed` `n, chat` · `version` `n, chat, v`: any
///   other event with a version, such as a `chat` without the user's own fields.
/// - `members` `n, chat, v, members?` (an object from the index of a user to whether the user is a member).
/// - `chat` `n, chat, v, last`: a full chat.
/// - `marks` `n, chat, readUpTo, allReadUpTo` · `read` `n, chat, user, upTo` · `allRead` `n, chat, upTo`.
/// - `get` `r, chat` · `page` `r, offset, limit, total, items` (a list of `m`): `GET /history`. A request that failed
///   has no `page`.
/// - `mark` `r, chat, upTo` · `marked` `r, readUpTo`: the read mark, over HTTP or WebSocket.
/// - `state` `chat, v, last, readUpTo, allReadUpTo, unread`: `GET /chats/{chatId}` after `quiet`.
///
/// `m` is a message: `id`, `v`, `at` (`sentAt` in milliseconds since 1970), `from?` and `seq?` (as the text tells),
/// `user?`, `read?`, `change?` (`edited` or `deleted`). The text of each message, also after an edit, contains `from`
/// and `seq`. `seq` is the number of a new message among those of its client, from 1 to 2³¹ − 1. Not thread-safe.
public final class HistoryReader {
    private final Checker checker;
    private final Map<Integer, ReadClient> clients = new HashMap<>();
    private long nanos = Long.MIN_VALUE;

    private record ReadClient(ClientCheck check, Map<Integer, ConnectionCheck> connections) {}

    /// Makes a reader that passes all lines to one checker.
    public HistoryReader(Checker checker) {
        this.checker = checker;
    }

    /// The time of the last line.
    public long nanos() {
        return nanos;
    }

    /// Reads the next line. The lines of all clients come in the order of their times.
    ///
    /// @throws IllegalArgumentException if the line has not the documented form, or is older than the line before it
    public void line(JsonNode line) {
        long time = line.required("t").longValue();
        if (time < nanos) {
            throw new IllegalArgumentException("the time runs back: " + line);
        }
        nanos = time;
        String kind = line.required("e").textValue();
        switch (kind) {
            case "fault" -> {
                checker.fault(
                        nanos,
                        line.required("kind").textValue(),
                        line.path("mayLose").booleanValue());
                if (line.path("newEpoch").booleanValue()) {
                    checker.mayChangeEpoch();
                }
            }
            case "settled" -> checker.settled();
            case "quiet" -> checker.quiet();
            case "client" -> {
                int index = line.required("c").intValue();
                int user = line.required("user").intValue();
                clients.put(index, new ReadClient(checker.client(index, user), new HashMap<>()));
            }
            default -> {
                ReadClient client = clients.get(line.required("c").intValue());
                if (client == null) {
                    throw new IllegalArgumentException("a client without a first line: " + line);
                }
                if (kind.equals("open")) {
                    client.connections.put(line.required("n").intValue(), client.check.open());
                } else if (!ofClient(client.check, kind, line)
                        && !request(client, kind, line)
                        && !ofConnection(client, kind, line)) {
                    throw new IllegalArgumentException("not a kind of observation: " + line);
                }
            }
        }
    }

    private boolean ofClient(ClientCheck client, String kind, JsonNode line) {
        switch (kind) {
            case "stranger" -> client.stranger(chat(line));
            case "probe" -> client.probed(chat(line), line.path("code").asText());
            case "get" -> client.get(nanos, number(line, "r"), chat(line));
            case "page" ->
                client.page(
                        number(line, "r"),
                        number(line, "offset"),
                        number(line, "limit"),
                        number(line, "total"),
                        messages(line.required("items")));
            case "mark" -> client.mark(number(line, "r"), chat(line), number(line, "upTo"));
            case "marked" -> client.marked(number(line, "r"), number(line, "readUpTo"));
            case "state" ->
                client.state(
                        chat(line),
                        number(line, "v"),
                        number(line, "last"),
                        number(line, "readUpTo"),
                        number(line, "allReadUpTo"),
                        number(line, "unread"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean request(ReadClient client, String kind, JsonNode line) {
        SendCheck requests = line.has("n") ? connection(client, line).requests() : client.check.http();
        switch (kind) {
            case "send" ->
                requests.send(
                        nanos,
                        chat(line),
                        from(line),
                        number(line, "seq"),
                        line.path("other").booleanValue());
            case "sent" ->
                requests.sent(
                        nanos,
                        chat(line),
                        from(line),
                        number(line, "seq"),
                        number(line, "v"),
                        line.path("dup").booleanValue(),
                        message(line.required("m")));
            case "refused" ->
                requests.refused(
                        nanos,
                        chat(line),
                        from(line),
                        number(line, "seq"),
                        line.required("code").textValue());
            case "lost" -> requests.lost(chat(line), from(line), number(line, "seq"));
            case "ask" -> requests.asked(nanos, number(line, "r"));
            case "answer" ->
                requests.answered(nanos, number(line, "r"), line.path("code").asText());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean ofConnection(ReadClient client, String kind, JsonNode line) {
        ConnectionCheck connection = connection(client, line);
        switch (kind) {
            case "hello" ->
                line.path("since")
                        .properties()
                        .forEach(entry -> connection.since(
                                UUID.fromString(entry.getKey()),
                                entry.getValue().longValue()));
            case "ready" -> connection.ready(line.required("epoch").textValue());
            case "live" -> connection.live();
            case "close" -> {
                connection.closed(line.required("code").intValue());
                client.connections.remove(line.required("n").intValue());
            }
            default -> {
                return event(connection, kind, line);
            }
        }
        return true;
    }

    private static boolean event(ConnectionCheck connection, String kind, JsonNode line) {
        UUID chat = chat(line);
        switch (kind) {
            case "message" -> connection.message(chat, number(line, "v"), message(line.required("m")));
            case "version" -> connection.version(chat, number(line, "v"));
            case "skipped" -> connection.skipped(chat, number(line, "v"));
            case "gap" -> connection.gap(chat, number(line, "v"));
            case "removed" -> connection.removed(chat);
            case "members" -> connection.members(chat, number(line, "v"), members(line.path("members")));
            case "chat" -> connection.chat(chat, number(line, "v"), number(line, "last"));
            case "marks" -> connection.marks(chat, number(line, "readUpTo"), number(line, "allReadUpTo"));
            case "read" -> connection.read(chat, line.required("user").intValue(), number(line, "upTo"));
            case "allRead" -> connection.allRead(chat, number(line, "upTo"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static ConnectionCheck connection(ReadClient client, JsonNode line) {
        ConnectionCheck connection = client.connections.get(line.required("n").intValue());
        if (connection == null) {
            throw new IllegalArgumentException("a connection that is not open: " + line);
        }
        return connection;
    }

    private static UUID chat(JsonNode line) {
        return UUID.fromString(line.required("chat").textValue());
    }

    private static long number(JsonNode line, String field) {
        JsonNode value = line.required(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException(field + " is no whole number: " + line);
        }
        return value.longValue();
    }

    private static int from(JsonNode line) {
        return line.path("from").asInt(line.required("c").intValue());
    }

    private static Map<Integer, Boolean> members(JsonNode members) {
        Map<Integer, Boolean> all = new HashMap<>();
        members.properties()
                .forEach(entry -> all.put(
                        Integer.valueOf(entry.getKey()), entry.getValue().booleanValue()));
        return all;
    }

    private static List<SeenMessage> messages(JsonNode items) {
        List<SeenMessage> all = new ArrayList<>();
        items.forEach(item -> all.add(message(item)));
        return all;
    }

    private static SeenMessage message(JsonNode message) {
        return new SeenMessage(
                number(message, "id"),
                number(message, "v"),
                message.path("from").asInt(Ledger.NO_SENDER),
                message.path("seq").asLong(),
                message.path("user").asInt(Ledger.NO_SENDER),
                number(message, "at"),
                message.path("read").booleanValue(),
                SeenMessage.Change.valueOf(message.path("change").asText("none").toUpperCase(Locale.ROOT)));
    }
}
