package io.vestnik.client;

import static io.vestnik.client.Json.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The HTTP part of the protocol: one blocking method per route.
///
/// Every method throws {@link VestnikException} if the server refuses the request. It throws {@link
/// ConnectionLostException} if the server does not answer, or if something other than the server answers. Immutable and
/// thread-safe; {@link #as(Session)} returns the same API for an authenticated user.
///
/// A `limit` of 0 means the server's default. A `cursor` of null means the first page.
public final class VestnikApi {
    private final HttpTransport transport;

    private VestnikApi(HttpTransport transport) {
        this.transport = transport;
    }

    /// Makes an API without authentication.
    ///
    /// @param server the address of the server, such as `http://localhost:8080`
    public static VestnikApi at(URI server, Transport transport) {
        return new VestnikApi(new HttpTransport(server, transport, VestnikApi::noToken));
    }

    /// A copy for an authenticated user. It works as long as the access token of the session is valid.
    public VestnikApi as(Session session) {
        return as(session::accessToken);
    }

    /// A copy that asks the supplier for the access token at each request.
    public VestnikApi as(Supplier<@Nullable String> accessToken) {
        return new VestnikApi(transport.as(accessToken));
    }

    /// The server's address.
    public URI server() {
        return transport.server();
    }

    /// Sends any request and returns its response, whatever the status.
    ///
    /// @param path the path with the query, already encoded
    /// @param headers the request headers; `Authorization` is added for an authenticated user, unless it is given
    /// @param body empty = none
    public Exchange raw(String method, String path, Map<String, String> headers, byte[] body) {
        return transport.exchange(method, path, headers, body);
    }

    // Accounts

    /// Whether clients can register: `open`, or `closed` if only the operator opens accounts.
    public String registration() {
        return transport.call("GET", "/auth", null, AccountPolicy.class).registration();
    }

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

    /// Registers an account. If the account exists already, for example because the answer to an earlier attempt was
    /// lost, logs in to it.
    ///
    /// @throws VestnikException `email_taken` if the existing account has another password
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
    /// @param deviceId a device on which the user is logged in, which is then used again; null or any other id = a new
    ///     device is created
    public Session login(String email, String password, @Nullable UUID deviceId, @Nullable String deviceName) {
        Map<String, Object> device = body("id", deviceId, "name", deviceName);
        return transport.call(
                "POST",
                "/auth/login",
                body("email", email, "password", password, "device", device.isEmpty() ? null : device),
                Session.class);
    }

    /// Exchanges a refresh token for a new session. Repeating the call with the same token is safe as long as the new
    /// refresh token was not used.
    public Session refresh(String refreshToken) {
        return transport.call("POST", "/auth/refresh", body("refreshToken", refreshToken), Session.class);
    }

    /// Logs out: revokes the device of this session.
    public void logout() {
        transport.call("POST", "/auth/logout", null);
    }

    public Profile me() {
        return transport.call("GET", "/users/me", null, Profile.class);
    }

    /// Changes the name and the username; null leaves a field unchanged.
    public Profile changeMe(@Nullable String name, @Nullable String username) {
        return transport.call("PATCH", "/users/me", body("name", name, "username", username), Profile.class);
    }

    /// Changes the password and revokes the other devices of the user.
    public void changePassword(String current, String next) {
        transport.call("PUT", "/users/me/password", body("current", current, "new", next));
    }

    public void deleteMe(String password) {
        transport.call("DELETE", "/users/me", body("password", password));
    }

    /// Finds users by a prefix of a word of their name, by a prefix of their username, or by their whole email.
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

    /// Returns the profiles of users by their ids.
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
    /// @param key the idempotency key, with which a repeated call creates no second group; null = every call creates a
    ///     group
    public Opened createGroup(String title, Collection<UUID> memberIds, @Nullable UUID key) {
        return opened(transport.exchange(
                "POST",
                "/chats",
                idempotent(key),
                body("kind", "group", "title", title, "memberIds", List.copyOf(memberIds))));
    }

    /// The user's chats, those with the latest activity first.
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

    /// Adds members, all of them or none.
    ///
    /// @return the users who were not members before
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

    /// Removes a member. A user who removes themselves leaves the group.
    public void removeMember(UUID chatId, UUID userId) {
        transport.call("DELETE", "/chats/" + chatId + "/members/" + userId, null);
    }

    // Messages

    /// Sends a message.
    ///
    /// @param key the idempotency key, to be repeated on every retry; null = the server does not recognise retries
    public Posted post(UUID chatId, @Nullable UUID key, String text, @Nullable Long replyTo) {
        Exchange exchange = transport.exchange(
                "POST", "/chats/" + chatId + "/messages", idempotent(key), body("text", text, "replyTo", replyTo));
        return new Posted(
                transport.read(exchange, Message.class), "true".equals(exchange.header("idempotent-replayed")));
    }

    /// A page of the history: the messages with `offset` < id ≤ `offset + limit`, oldest first.
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

    /// The newest messages of a chat.
    public MessagePage newest(UUID chatId, int limit) {
        return page(Query.of(messages(chatId)), limit);
    }

    /// The messages before an id.
    public MessagePage before(UUID chatId, long id, int limit) {
        return page(Query.of(messages(chatId)).always("before", id), limit);
    }

    /// The messages after an id; 0 = from the first message on.
    public MessagePage after(UUID chatId, long id, int limit) {
        return page(Query.of(messages(chatId)).always("after", id), limit);
    }

    /// The messages around an id.
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

    /// Moves the user's read mark forward.
    ///
    /// @return the current read mark
    public long read(UUID chatId, long upTo) {
        return transport
                .call("PUT", "/chats/" + chatId + "/read", body("upTo", upTo), ReadMark.class)
                .readUpTo();
    }

    /// The changes of a chat after a version, at most `limit` rows.
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

    /// Whether the server process runs.
    public boolean isLive() {
        return isUp("/health/live");
    }

    /// Whether the server accepts requests. False while its database is unavailable, and during shutdown.
    public boolean isReady() {
        return isUp("/health/ready");
    }

    private record AccountPolicy(String registration) {}

    private record ReadMark(@JsonProperty(required = true) long readUpTo) {}

    private record Health(String status) {}

    private boolean isUp(String path) {
        Exchange exchange = transport.exchange("GET", path, Map.of(), new byte[0]);
        try {
            return exchange.status() == 200
                    && transport.read(exchange, Health.class).status().equals("up");
        } catch (ConnectionLostException e) {
            // Something other than the server answered, such as a proxy.
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
}
