package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The HTTP half of the contract, one blocking method per route.
///
/// Every method throws {@link VestnikException} if the server refuses, and {@link ConnectionLostException} if the
/// server did not answer, also if another party answered in its place. Immutable and safe to share; {@link
/// #as(Session)} returns the same API for an authenticated user.
///
/// Lists take a `limit` of 0 for the server's default and an absent cursor for the first page.
public final class VestnikApi {
    private final HttpTransport transport;

    private VestnikApi(HttpTransport transport) {
        this.transport = transport;
    }

    /// The API of a server without authentication.
    ///
    /// @param server such as `http://localhost:8080`
    public static VestnikApi at(URI server, Transport transport) {
        return new VestnikApi(new HttpTransport(server, transport, VestnikApi::noToken));
    }

    /// The same for an authenticated user, for as long as the access token is valid.
    public VestnikApi as(Session session) {
        return as(session::accessToken);
    }

    /// The same with the access token that the supplier returns at each request.
    public VestnikApi as(Supplier<@Nullable String> accessToken) {
        return new VestnikApi(transport.as(accessToken));
    }

    /// The server's address.
    public URI server() {
        return transport.server();
    }

    /// Sends any request and returns its response, also a failure.
    ///
    /// @param path with its query, as it is sent
    /// @param headers `Authorization` is added for an authenticated user, unless present
    /// @param body none when empty
    public Exchange raw(String method, String path, Map<String, String> headers, byte[] body) {
        return transport.exchange(method, path, headers, body);
    }

    // Accounts

    public Session register(String name, String email, String password, @Nullable String deviceName) {
        return transport.call(
                "POST",
                "/auth/register",
                body(
                        "name",
                        name,
                        "email",
                        email,
                        "password",
                        password,
                        "device",
                        deviceName == null ? null : body("name", deviceName)),
                Session.class);
    }

    /// Registers an account, or logs in to it if an earlier attempt registered it and its answer was lost. The server
    /// then refuses with `email_taken`, and accepts the same password at a login.
    ///
    /// @throws VestnikException `email_taken` if the account has another password
    public Session registerOrLogin(String name, String email, String password, @Nullable String deviceName) {
        try {
            return register(name, email, password, deviceName);
        } catch (VestnikException taken) {
            if (!taken.code().equals("email_taken")) {
                throw taken;
            }
            try {
                return login(email, password, null, deviceName);
            } catch (VestnikException refused) {
                throw refused.code().equals("bad_credentials") ? taken : refused;
            }
        }
    }

    /// Logs in on a device.
    ///
    /// @param deviceId a known own device is continued; otherwise a new one is created
    public Session login(String email, String password, @Nullable UUID deviceId, @Nullable String deviceName) {
        Map<String, Object> device = body("id", deviceId, "name", deviceName);
        return transport.call(
                "POST",
                "/auth/login",
                body("email", email, "password", password, "device", device.isEmpty() ? null : device),
                Session.class);
    }

    /// The successor of a session. Retrying the same token is safe as long as its successor was not used.
    public Session refresh(String refreshToken) {
        return transport.call("POST", "/auth/refresh", body("refreshToken", refreshToken), Session.class);
    }

    /// Revokes this device.
    public void logout() {
        transport.call("POST", "/auth/logout", null);
    }

    public Profile me() {
        return transport.call("GET", "/users/me", null, Profile.class);
    }

    /// Changes the given fields and keeps absent ones.
    public Profile changeMe(@Nullable String name, @Nullable String username) {
        return transport.call("PATCH", "/users/me", body("name", name, "username", username), Profile.class);
    }

    /// Changes the password and revokes the other devices.
    public void changePassword(String current, String next) {
        transport.call("PUT", "/users/me/password", body("current", current, "new", next));
    }

    public void deleteMe(String password) {
        transport.call("DELETE", "/users/me", body("password", password));
    }

    /// Finds users by a prefix of a name or username, or by a whole email.
    public List<PublicProfile> findPeople(String query, int limit) {
        return transport
                .call(
                        "GET",
                        Query.of("/users")
                                .with("query", query)
                                .with("limit", limit)
                                .path(),
                        null,
                        new TypeReference<Page<PublicProfile>>() {})
                .items();
    }

    /// Users by their ids.
    ///
    /// @param ids at most 100
    public List<PublicProfile> people(Collection<UUID> ids) {
        String list = ids.stream().map(UUID::toString).collect(Collectors.joining(","));
        return transport
                .call(
                        "GET",
                        Query.of("/users").with("ids", list).path(),
                        null,
                        new TypeReference<Page<PublicProfile>>() {})
                .items();
    }

    public PublicProfile person(UUID userId) {
        return transport.call("GET", "/users/" + userId, null, PublicProfile.class);
    }

    public List<Device> devices() {
        return transport
                .call("GET", "/devices", null, new TypeReference<Page<Device>>() {})
                .items();
    }

    public void revokeDevice(UUID deviceId) {
        transport.call("DELETE", "/devices/" + deviceId, null);
    }

    // Chats

    /// Opens the direct chat with a user, or returns the existing one.
    public Opened openDirect(UUID userId) {
        return opened(transport.exchange("POST", "/chats", Map.of(), body("kind", "direct", "userId", userId)));
    }

    /// Creates a group with its first members.
    ///
    /// @param key makes the call idempotent; absent = every call creates a group
    public Opened createGroup(String title, Collection<UUID> memberIds, @Nullable UUID key) {
        return opened(transport.exchange(
                "POST",
                "/chats",
                idempotent(key),
                body("kind", "group", "title", title, "memberIds", List.copyOf(memberIds))));
    }

    /// The user's chats, the latest activity first.
    public Page<Chat> chats(int limit, @Nullable String cursor) {
        return transport.call(
                "GET",
                Query.of("/chats").with("limit", limit).with("cursor", cursor).path(),
                null,
                new TypeReference<Page<Chat>>() {});
    }

    public Chat chat(UUID chatId) {
        return transport.call("GET", "/chats/" + chatId, null, Chat.class);
    }

    public Chat changeTitle(UUID chatId, String title) {
        return transport.call("PATCH", "/chats/" + chatId, body("title", title), Chat.class);
    }

    public void deleteChat(UUID chatId) {
        transport.call("DELETE", "/chats/" + chatId, null);
    }

    public Page<Member> members(UUID chatId, int limit, @Nullable String cursor) {
        return transport.call(
                "GET",
                Query.of("/chats/" + chatId + "/members")
                        .with("limit", limit)
                        .with("cursor", cursor)
                        .path(),
                null,
                new TypeReference<Page<Member>>() {});
    }

    /// Adds members, all or none.
    ///
    /// @return the added members
    public List<Member> addMembers(UUID chatId, Collection<UUID> userIds) {
        return transport
                .call(
                        "POST",
                        "/chats/" + chatId + "/members",
                        body("userIds", List.copyOf(userIds)),
                        new TypeReference<Page<Member>>() {})
                .items();
    }

    public Member changeRole(UUID chatId, UUID userId, String role) {
        return transport.call("PATCH", "/chats/" + chatId + "/members/" + userId, body("role", role), Member.class);
    }

    /// Removes a member; removing oneself is leaving.
    public void removeMember(UUID chatId, UUID userId) {
        transport.call("DELETE", "/chats/" + chatId + "/members/" + userId, null);
    }

    // Messages

    /// Sends a message.
    ///
    /// @param key repeated on every retry; absent = no retry is recognised
    public Posted post(UUID chatId, @Nullable UUID key, String text, @Nullable Long replyTo) {
        Exchange exchange = transport.exchange(
                "POST", "/chats/" + chatId + "/messages", idempotent(key), body("text", text, "replyTo", replyTo));
        return new Posted(
                transport.read(exchange, Message.class), "true".equals(exchange.header("idempotent-replayed")));
    }

    /// The messages with `offset` < id ≤ `offset + limit`.
    public HistoryPage history(UUID chatId, int limit, long offset) {
        return transport.call(
                "GET",
                Query.of("/history/" + chatId)
                        .with("limit", limit)
                        .with("offset", offset)
                        .path(),
                null,
                HistoryPage.class);
    }

    /// The newest page.
    public MessagePage newest(UUID chatId, int limit) {
        return page(Query.of(messages(chatId)), limit);
    }

    /// The page that ends before a message.
    public MessagePage before(UUID chatId, long id, int limit) {
        return page(Query.of(messages(chatId)).always("before", id), limit);
    }

    /// The page that begins after a message; after 0 = from the first message.
    public MessagePage after(UUID chatId, long id, int limit) {
        return page(Query.of(messages(chatId)).always("after", id), limit);
    }

    /// The page around a message.
    public MessagePage around(UUID chatId, long id, int limit) {
        return page(Query.of(messages(chatId)).always("around", id), limit);
    }

    public Message message(UUID chatId, long id) {
        return transport.call("GET", messages(chatId) + "/" + id, null, Message.class);
    }

    public Message edit(UUID chatId, long id, String text) {
        return transport.call("PATCH", messages(chatId) + "/" + id, body("text", text), Message.class);
    }

    public void delete(UUID chatId, long id) {
        transport.call("DELETE", messages(chatId) + "/" + id, null);
    }

    public Readers readers(UUID chatId, long id, int limit, @Nullable String cursor) {
        return transport.call(
                "GET",
                Query.of(messages(chatId) + "/" + id + "/readers")
                        .with("limit", limit)
                        .with("cursor", cursor)
                        .path(),
                null,
                Readers.class);
    }

    /// Moves the user's mark forward.
    ///
    /// @return the present mark
    public long read(UUID chatId, long upTo) {
        return transport
                .call("PUT", "/chats/" + chatId + "/read", body("upTo", upTo), ReadMark.class)
                .readUpTo();
    }

    /// The changes after a version of the chat, at most `limit` rows.
    public Changes changes(UUID chatId, long after, int limit) {
        return transport.call(
                "GET",
                Query.of("/chats/" + chatId + "/changes")
                        .always("after", after)
                        .with("limit", limit)
                        .path(),
                null,
                Changes.class);
    }

    // Service

    /// Whether the process runs.
    public boolean isLive() {
        return isUp("/health/live");
    }

    /// Whether the server accepts requests: false while the database is unavailable and during shutdown.
    public boolean isReady() {
        return isUp("/health/ready");
    }

    private record ReadMark(@JsonProperty(required = true) long readUpTo) {}

    private record Health(String status) {}

    private boolean isUp(String path) {
        Exchange exchange = transport.exchange("GET", path, Map.of(), new byte[0]);
        try {
            return exchange.status() == 200
                    && transport.read(exchange, Health.class).status().equals("up");
        } catch (ConnectionLostException e) {
            // Another party answered in the server's place.
            return false;
        }
    }

    private MessagePage page(Query query, int limit) {
        return transport.call("GET", query.with("limit", limit).path(), null, MessagePage.class);
    }

    private Opened opened(Exchange exchange) {
        return new Opened(transport.read(exchange, Chat.class), exchange.status() == 201);
    }

    private static @Nullable String noToken() {
        return null;
    }

    private static String messages(UUID chatId) {
        return "/chats/" + chatId + "/messages";
    }

    private static Map<String, String> idempotent(@Nullable UUID key) {
        return key == null ? Map.of() : Map.of("Idempotency-Key", key.toString());
    }

    /// Name, value, name, value …; absent values are omitted.
    private static Map<String, Object> body(@Nullable Object... namesAndValues) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                body.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return body;
    }
}
