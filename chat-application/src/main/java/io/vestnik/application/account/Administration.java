package io.vestnik.application.account;

import io.vestnik.application.IdSource;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Users;
import io.vestnik.domain.user.Users.Credentials;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// [Administer] over the stores.
final class Administration implements Administer {
    /// The client address that stands for the operator in the queue of passwords to hash.
    private static final ClientAddress OPERATOR = new ClientAddress("operator");

    private final Users users;
    private final Chats chats;
    private final HashingPool hashing;
    private final DeviceStates states;
    private final IdSource ids;
    private final InstantSource clock;

    Administration(
            Users users, Chats chats, HashingPool hashing, DeviceStates states, IdSource ids, InstantSource clock) {
        this.users = users;
        this.chats = chats;
        this.hashing = hashing;
        this.states = states;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Users.Added add(UserName name, Email email, Password password) {
        return users.add(new Users.NewUser(
                new UserId(ids.next()),
                name,
                email,
                hash(password),
                clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    @Override
    public Done password(Email email, Password next) {
        PasswordHash hash = hash(next);
        Optional<Credentials> known = users.credentials(email);
        while (known.isPresent()) {
            UserId id = known.get().id();
            Optional<List<DeviceId>> ended =
                    users.changePassword(new Users.NewPassword(id, known.get().version(), hash, Optional.empty()));
            if (ended.isPresent()) {
                states.ended(id, ended.get());
                return Done.DONE;
            }
            // The owner changed the password meanwhile. The operator's change takes precedence, so it is tried again.
            known = users.credentials(email);
        }
        return Done.USER_NOT_FOUND;
    }

    @Override
    public Done disable(Email email) {
        Optional<UserId> id = find(email);
        Optional<List<DeviceId>> ended = id.flatMap(users::disable);
        ended.ifPresent(devices -> states.ended(id.orElseThrow(), devices));
        return ended.isPresent() ? Done.DONE : Done.USER_NOT_FOUND;
    }

    @Override
    public Done enable(Email email) {
        return find(email).filter(users::enable).isPresent() ? Done.DONE : Done.USER_NOT_FOUND;
    }

    @Override
    public Done delete(Email email) {
        Optional<Credentials> known = users.credentials(email);
        while (known.isPresent()) {
            UserId id = known.get().id();
            Optional<List<DeviceId>> ended = users.erase(id, known.get().version());
            if (ended.isPresent()) {
                states.ended(id, ended.get());
                return Done.DONE;
            }
            // The user changed the password meanwhile, which does not prevent the deletion.
            known = users.credentials(email);
        }
        return Done.USER_NOT_FOUND;
    }

    @Override
    public HandedOver handOver(ChatId group, UserId heir) {
        if (users.find(heir).filter(user -> user.state() == UserState.ACTIVE).isEmpty()) {
            return HandedOver.NO_ACCOUNT;
        }
        return switch (chats.handOver(group, heir)) {
            case Outcome.Done<Member> done -> HandedOver.DONE;
            case Outcome.Refused<Member>(Refusal reason) ->
                reason == Refusal.CHAT_NOT_FOUND ? HandedOver.NO_MEMBER : HandedOver.DIRECT_CHAT;
        };
    }

    @Override
    public Optional<UserId> find(Email email) {
        return users.credentials(email).map(Credentials::id);
    }

    @Override
    public Page<User> list(int limit, Optional<PageCursor> cursor) {
        return users.list(limit, cursor);
    }

    private PasswordHash hash(Password password) {
        return hashing.hash(password, OPERATOR)
                .orElseThrow(() -> new IllegalStateException("too many passwords to hash at once"));
    }
}
