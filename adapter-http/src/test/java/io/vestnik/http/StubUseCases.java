package io.vestnik.http;

import io.vestnik.application.RateLimit;
import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.Administer;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.account.ChangePassword;
import io.vestnik.application.account.ChangeProfile;
import io.vestnik.application.account.DeleteAccount;
import io.vestnik.application.account.FindPeople;
import io.vestnik.application.account.LogIn;
import io.vestnik.application.account.LogOut;
import io.vestnik.application.account.Refresh;
import io.vestnik.application.account.Register;
import io.vestnik.application.account.RevokeDevice;
import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.reading.Reading;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.http.endpoint.Operation;
import io.vestnik.http.route.RequestMetrics;
import io.vestnik.http.route.StaticFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The use cases behind a server under test. Each use case is a lambda that a test sets. A call of a use case that the
/// test has not set throws an `AssertionError`.
final class StubUseCases {
    static final UserId ALICE = new UserId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-00000000000a"));
    static final UserId BOB = new UserId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-00000000000b"));
    static final DeviceId DEVICE = new DeviceId(UUID.fromString("01936f0e-7b3a-7c54-9c8e-0000000000d1"));

    SendMessage send = command -> fail();
    Messaging.EditMessage edit = command -> fail();
    Messaging.DeleteMessage delete = command -> fail();
    Messaging.FindMessage find = (chat, viewer, id) -> fail();
    Messaging.ReadHistory history = (chat, viewer, offset, limit) -> fail();
    Messaging.ReadWindow window = (chat, viewer, anchor, limit) -> fail();
    Messaging.ReadChanges changes = (chat, viewer, after, limit) -> fail();

    OpenDirectChat openDirect = (opener, other) -> fail();
    CreateGroup createGroup = command -> fail();
    Conversations.FindChat findChat = (chat, viewer) -> fail();
    Conversations.ListChats listChats = (viewer, limit, cursor) -> fail();
    Conversations.ListMembers listMembers = (chat, viewer, limit, cursor) -> fail();
    Conversations.Retitle retitle = (chat, actor, title) -> fail();
    Conversations.DeleteGroup deleteGroup = (chat, actor) -> fail();
    Conversations.AddMembers addMembers = (chat, actor, people) -> fail();
    Conversations.ChangeRole changeRole = (chat, actor, target, role) -> fail();
    Conversations.RemoveMember removeMember = (chat, actor, target) -> fail();

    Reading.MarkRead markRead = (chat, reader, upTo) -> fail();
    Reading.ListReaders listReaders = (chat, viewer, id, limit, cursor) -> fail();

    AccountSettings.Registration registration = AccountSettings.Registration.OPEN;
    Register register = command -> fail();
    LogIn logIn = command -> fail();
    Refresh refresh = token -> fail();
    LogOut logOut = (user, device) -> fail();
    Authenticate authenticate = token -> switch (token.value()) {
        case "alice" -> new Authenticate.Outcome.Authenticated(ALICE, DEVICE, Instant.MAX);
        case "bob" -> new Authenticate.Outcome.Authenticated(BOB, DEVICE, Instant.MAX);
        case "old" -> new Authenticate.Outcome.Expired();
        case "revoked" -> new Authenticate.Outcome.DeviceEnded();
        default -> new Authenticate.Outcome.Forged();
    };
    Accounts.ViewProfile profile = user -> fail();
    ChangeProfile changeProfile = (user, name, username) -> fail();
    ChangePassword changePassword = command -> fail();
    DeleteAccount.Outcome deleted = new DeleteAccount.Outcome.Deleted();
    FindPeople findPeople = (viewer, query, limit) -> fail();
    Accounts.ShowPeople people = ids -> fail();
    Accounts.ListDevices devices = owner -> fail();
    RevokeDevice revoke = (owner, device) -> fail();

    Predicate<UserId> online = user -> false;
    RateLimit<ClientAddress> requests = RateLimit.none();
    BooleanSupplier ready = () -> true;
    Supplier<String> metrics = () -> "vestnik_sends_total 1\n";
    final BlockingQueue<String> answered = new LinkedBlockingQueue<>();
    HttpMemory memory = HttpMemory.ofHeap();
    final BlockingQueue<String> fatal = new LinkedBlockingQueue<>();
    StaticFiles files = StaticFiles.none();

    HttpParts parts() {
        return new HttpParts(
                new Messaging(
                        command -> send.send(command),
                        command -> edit.edit(command),
                        command -> delete.delete(command),
                        (chat, viewer, id) -> find.find(chat, viewer, id),
                        (chat, viewer, offset, limit) -> history.page(chat, viewer, offset, limit),
                        (chat, viewer, anchor, limit) -> window.window(chat, viewer, anchor, limit),
                        (chat, viewer, after, limit) -> changes.changes(chat, viewer, after, limit)),
                new Conversations(
                        (opener, other) -> openDirect.open(opener, other),
                        command -> createGroup.create(command),
                        (chat, viewer) -> findChat.find(chat, viewer),
                        (viewer, limit, cursor) -> listChats.list(viewer, limit, cursor),
                        (chat, viewer, limit, cursor) -> listMembers.list(chat, viewer, limit, cursor),
                        (chat, actor, title) -> retitle.retitle(chat, actor, title),
                        (chat, actor) -> deleteGroup.delete(chat, actor),
                        (chat, actor, people) -> addMembers.add(chat, actor, people),
                        (chat, actor, target, role) -> changeRole.change(chat, actor, target, role),
                        (chat, actor, target) -> removeMember.remove(chat, actor, target)),
                new Reading(
                        (chat, reader, upTo) -> markRead.upTo(chat, reader, upTo),
                        (chat, viewer, id, limit, cursor) -> listReaders.readers(chat, viewer, id, limit, cursor)),
                accounts(),
                user -> online.test(user),
                () -> UUID.fromString("01936f0e-7b3a-7c54-9c8e-0000000000ff"),
                address -> requests.take(address),
                memory,
                (component, error) -> fatal.add(component + " " + error),
                new Operation(
                        () -> ready.getAsBoolean(),
                        () -> metrics.get(),
                        new Recorded(),
                        () -> "{\"asyncapi\":\"3.0.0\"}".getBytes(StandardCharsets.UTF_8)),
                path -> files.find(path));
    }

    /// Records requests, and responses that were cut.
    private final class Recorded implements RequestMetrics {
        @Override
        public void answered(String method, String route, int status, long nanos) {
            answered.add(method + " " + route + " " + status);
        }

        @Override
        public void responseCut() {
            answered.add("cut");
        }
    }

    private Accounts accounts() {
        return new Accounts(
                () -> registration,
                command -> register.register(command),
                command -> logIn.logIn(command),
                token -> refresh.refresh(token),
                (user, device) -> logOut.logOut(user, device),
                token -> authenticate.authenticate(token),
                user -> profile.profile(user),
                (user, name, username) -> changeProfile.change(user, name, username),
                command -> changePassword.change(command),
                command -> deleted,
                (viewer, query, limit) -> findPeople.find(viewer, query, limit),
                ids -> people.people(ids),
                owner -> devices.devices(owner),
                (owner, device) -> revoke.revoke(owner, device),
                ids -> fail(),
                new NoAdministration());
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // the method never returns, so its result fits every type
    private static <T> T fail() {
        throw new AssertionError("this use case was not to be called");
    }

    /// The administration of accounts, which the server under test never calls.
    private static final class NoAdministration implements Administer {
        @Override
        public Users.Added add(UserName name, Email email, Password password) {
            return fail();
        }

        @Override
        public Done password(Email email, Password next) {
            return fail();
        }

        @Override
        public Done disable(Email email) {
            return fail();
        }

        @Override
        public Done enable(Email email) {
            return fail();
        }

        @Override
        public Done delete(Email email) {
            return fail();
        }

        @Override
        public HandedOver handOver(ChatId group, UserId heir) {
            return fail();
        }

        @Override
        public Optional<UserId> find(Email email) {
            return fail();
        }

        @Override
        public Page<User> list(int limit, Optional<PageCursor> cursor) {
            return fail();
        }
    }
}
