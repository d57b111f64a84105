package io.vestnik.http.endpoint;

import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.ChangePassword;
import io.vestnik.application.account.DeleteAccount;
import io.vestnik.application.account.FindPeople;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.Caller;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.InQuery;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Default;
import io.vestnik.wire.schema.Description;
import io.vestnik.wire.schema.JsonProperty;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The user's own account, and the search for users.
public final class UserRoutes {
    private static final String TAG = "Users";

    private final Accounts accounts;

    public UserRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    @Description("The fields to change; absent ones stay as they are.")
    record ProfileChange(Optional<UserName> name, Optional<Username> username) {}

    record PasswordChange(
            PasswordAttempt current, @JsonProperty("new") Password next) {}

    record AccountDeletion(PasswordAttempt password) {}

    record UserFinding(@InPath UserId userId) {}

    record People(List<PersonBody> items) {}

    record PeopleSearch(
            @InQuery
            @Description("The beginning of a name or username, 3 characters or more, or a whole email address.")
            Optional<PeopleQuery> query,

            @InQuery @Bounds(min = 1, max = Accounts.ShowPeople.IDS_MAX) @Description("Of these people.")
            Optional<Set<UserId>> ids,

            @InQuery @Bounds(min = 1, max = FindPeople.RESULTS_MAX) @Default(FindPeople.RESULTS_MAX)
            int limit) {
        PeopleSearch {
            if (query.isPresent() == ids.isPresent()) {
                throw new InvalidValueException("must have either query or ids");
            }
        }
    }

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.get("/users/me")
                        .named("getMe", TAG, "My profile")
                        .gives(200, ProfileBody.class, "My profile.")
                        .authenticated((request, caller) -> accounts.profile()
                                .profile(caller.userId())
                                .<Answer>map(
                                        user -> Answer.json(200, Shapes.of(ProfileBody.class), ProfileBody.of(user)))
                                .orElseGet(UserRoutes::gone)),
                Route.patch("/users/me")
                        .takes(ProfileChange.class)
                        .named("changeMe", TAG, "Change my name or username")
                        .gives(200, ProfileBody.class, "My profile as it is now.")
                        .fails(ErrorCode.USERNAME_TAKEN)
                        .authenticated((request, caller) -> change(request, caller)),
                Route.put("/users/me/password")
                        .takes(PasswordChange.class)
                        .named("changePassword", TAG, "Change my password")
                        .explained("Revokes all my other devices.")
                        .gives(204, "The password is changed.")
                        .fails(ErrorCode.BAD_CREDENTIALS)
                        .authenticated((request, caller) -> changePassword(request, caller)),
                Route.delete("/users/me")
                        .takes(AccountDeletion.class)
                        .named("deleteMe", TAG, "Delete my account")
                        .explained("Leaves every group as by leaving; direct chats stay for the other side and take no"
                                + " more messages.")
                        .gives(204, "The account is deleted.")
                        .fails(ErrorCode.BAD_CREDENTIALS)
                        .authenticated((request, caller) -> delete(request, caller)),
                Route.get("/users")
                        .takes(PeopleSearch.class)
                        .named("findUsers", TAG, "Find people")
                        .explained("By either `query` or `ids`.")
                        .gives(200, People.class, "The matching users by name; of `ids`, the existing ones.")
                        .authenticated((request, caller) -> find(request, caller)),
                Route.get("/users/{userId}")
                        .takes(UserFinding.class)
                        .named("getUser", TAG, "A user's public profile")
                        .gives(200, PersonBody.class, "The profile.")
                        .fails(ErrorCode.USER_NOT_FOUND)
                        .authenticated((request, caller) -> accounts.people().people(List.of(request.userId())).stream()
                                .findFirst()
                                .<Answer>map(
                                        person -> Answer.json(200, Shapes.of(PersonBody.class), PersonBody.of(person)))
                                .orElseGet(() -> Answer.problem(ErrorCode.USER_NOT_FOUND))));
    }

    private Answer change(ProfileChange request, Caller caller) {
        return switch (accounts.changeProfile().change(caller.userId(), request.name(), request.username())) {
            case Users.Changed.Done done -> Answer.json(200, Shapes.of(ProfileBody.class), ProfileBody.of(done.user()));
            case Users.Changed.UsernameTaken taken -> Answer.problem(ErrorCode.USERNAME_TAKEN);
            case Users.Changed.NoSuchUser missing -> gone();
        };
    }

    private Answer changePassword(PasswordChange request, Caller caller) {
        ChangePassword.Command command = new ChangePassword.Command(
                caller.userId(), caller.deviceId(), request.current(), request.next(), caller.address());
        return switch (accounts.changePassword().change(command)) {
            case ChangePassword.Outcome.Changed changed -> Answer.none();
            case ChangePassword.Outcome.BadCredentials bad -> Answer.problem(ErrorCode.BAD_CREDENTIALS);
            case ChangePassword.Outcome.TooMany tooMany -> Answer.tooMany(tooMany.retryAfter());
        };
    }

    private Answer delete(AccountDeletion request, Caller caller) {
        DeleteAccount.Command command =
                new DeleteAccount.Command(caller.userId(), caller.deviceId(), request.password(), caller.address());
        return switch (accounts.delete().delete(command)) {
            case DeleteAccount.Outcome.Deleted deleted -> Answer.none();
            case DeleteAccount.Outcome.BadCredentials bad -> Answer.problem(ErrorCode.BAD_CREDENTIALS);
            case DeleteAccount.Outcome.TooMany tooMany -> Answer.tooMany(tooMany.retryAfter());
        };
    }

    private Answer find(PeopleSearch request, Caller caller) {
        if (request.ids().isPresent()) {
            return people(accounts.people().people(request.ids().get()));
        }
        return switch (accounts.find().find(caller.userId(), request.query().orElseThrow(), request.limit())) {
            case FindPeople.Outcome.Found found -> people(found.people());
            case FindPeople.Outcome.TooMany tooMany -> Answer.tooMany(tooMany.retryAfter());
        };
    }

    private static Answer people(Collection<Person> people) {
        return Answer.json(
                200,
                Shapes.of(People.class),
                new People(people.stream().map(PersonBody::of).toList()));
    }

    /// The answer if the account was deleted after its token was verified.
    private static Answer gone() {
        return Answer.problem(ErrorCode.NOT_AUTHENTICATED, "The account is gone.");
    }
}
