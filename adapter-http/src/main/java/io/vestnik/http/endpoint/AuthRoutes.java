package io.vestnik.http.endpoint;

import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.LogIn;
import io.vestnik.application.account.Refresh;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.Register;
import io.vestnik.application.account.Session;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserName;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.Client;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.schema.Description;
import java.util.List;
import java.util.Optional;

/// Registration, login, refresh and logout.
public final class AuthRoutes {
    private static final String TAG = "Auth";

    private final Accounts accounts;

    public AuthRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    @Description("How users get an account on this server.")
    record AccountPolicy(
            @Description("`open` = clients can register; `closed` = only the operator opens accounts.")
            AccountSettings.Registration registration) {}

    @Description("The device that registers the account.")
    record NewDevice(
            @Description("What to call it in the list of devices.")
            Optional<DeviceName> name) {}

    @Description("The device that logs in.")
    record LoginDevice(
            @Description("One of the account's own devices, to be continued: its earlier tokens end.")
            Optional<DeviceId> id,

            @Description("What to call it in the list of devices.")
            Optional<DeviceName> name) {}

    record Registration(UserName name, Email email, Password password, Optional<NewDevice> device) {}

    record Login(Email email, PasswordAttempt password, Optional<LoginDevice> device) {}

    record Refreshing(RefreshToken refreshToken) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.get("/auth")
                        .named("getAccountPolicy", TAG, "Whether clients can register")
                        .explained("For the form that a client shows before the login.")
                        .gives(200, AccountPolicy.class, "How users get an account.")
                        .open((request, client) -> policy()),
                Route.post("/auth/register")
                        .takes(Registration.class)
                        .named("register", TAG, "Open an account")
                        .explained("And log in on a new device. `forbidden` where registration is closed.")
                        .gives(201, SessionBody.class, "The account is open.")
                        .fails(ErrorCode.EMAIL_TAKEN, ErrorCode.FORBIDDEN)
                        .open((request, client) -> register(request, client)),
                Route.post("/auth/login")
                        .takes(Login.class)
                        .named("logIn", TAG, "Log in")
                        .explained("A known own `device.id` continues that device, and its earlier tokens end with the"
                                + " connections made with them; otherwise it is a new one.")
                        .gives(200, SessionBody.class, "Logged in.")
                        .fails(ErrorCode.BAD_CREDENTIALS)
                        .open((request, client) -> logIn(request, client)),
                Route.post("/auth/refresh")
                        .takes(Refreshing.class)
                        .named("refresh", TAG, "Exchange a refresh token")
                        .explained("Repeating a token whose successor was never used gives the same successor within 60"
                                + " s, later a new one in its place. The first use of the successor ends the"
                                + " token; showing an ended one again revokes the device.")
                        .gives(200, SessionBody.class, "The login goes on.")
                        .fails(ErrorCode.TOKEN_REUSED, ErrorCode.TOKEN_EXPIRED, ErrorCode.NOT_AUTHENTICATED)
                        .open((request, client) -> refresh(request)),
                Route.post("/auth/logout")
                        .named("logOut", TAG, "Log out")
                        .explained("The device is revoked and its connections close.")
                        .gives(204, "Logged out.")
                        .authenticated((request, caller) -> {
                            accounts.logOut().logOut(caller.userId(), caller.deviceId());
                            return Answer.none();
                        }));
    }

    private Answer policy() {
        return Answer.json(
                200,
                Shapes.of(AccountPolicy.class),
                new AccountPolicy(accounts.registration().registration()));
    }

    private Answer register(Registration request, Client client) {
        Register.Outcome outcome = accounts.register()
                .register(new Register.Command(
                        request.name(),
                        request.email(),
                        request.password(),
                        request.device().flatMap(NewDevice::name),
                        client.address()));
        return switch (outcome) {
            case Register.Outcome.Registered registered -> session(201, registered.session());
            case Register.Outcome.EmailTaken taken -> Answer.problem(ErrorCode.EMAIL_TAKEN);
            case Register.Outcome.Closed closed ->
                Answer.problem(ErrorCode.FORBIDDEN, "Registration is closed: ask the operator of this server.");
            case Register.Outcome.TooMany tooMany -> Answer.tooMany(tooMany.retryAfter());
        };
    }

    private Answer logIn(Login request, Client client) {
        LogIn.Outcome outcome = accounts.logIn()
                .logIn(new LogIn.Command(
                        request.email(),
                        request.password(),
                        request.device().flatMap(LoginDevice::id),
                        request.device().flatMap(LoginDevice::name),
                        client.address()));
        return switch (outcome) {
            case LogIn.Outcome.LoggedIn loggedIn -> session(200, loggedIn.session());
            case LogIn.Outcome.BadCredentials bad -> Answer.problem(ErrorCode.BAD_CREDENTIALS);
            case LogIn.Outcome.TooMany tooMany -> Answer.tooMany(tooMany.retryAfter());
        };
    }

    private Answer refresh(Refreshing request) {
        return switch (accounts.refresh().refresh(request.refreshToken())) {
            case Refresh.Outcome.Refreshed refreshed -> session(200, refreshed.session());
            case Refresh.Outcome.Expired expired -> Answer.problem(ErrorCode.TOKEN_EXPIRED, "Log in again.");
            case Refresh.Outcome.Reused reused ->
                Answer.problem(ErrorCode.TOKEN_REUSED, "The device is revoked: log in again.");
            case Refresh.Outcome.NotAuthenticated unknown ->
                Answer.problem(ErrorCode.NOT_AUTHENTICATED, "This is no refresh token of a live device: log in again.");
        };
    }

    private static Answer session(int status, Session session) {
        return Answer.json(status, Shapes.of(SessionBody.class), SessionBody.of(session));
    }
}
