package io.vestnik.bootstrap.settings;

import java.util.Locale;

/// All settings: each is the environment variable `VESTNIK_…` of the same name, or the flag `--…`.
///
/// The table of settings in the README is generated from this enum.
public enum Setting {
    PORT("8080", "port to listen on; 0 = any that is free", Form.PLAIN),
    HOST("0.0.0.0", "address to listen on", Form.PLAIN),
    DATA_DIR("./data", "where the embedded database and the secret are kept", Form.PLAIN),
    DATABASE_URL(
            "",
            "`postgresql://…` or `jdbc:postgresql://…`, 14 or newer; unset = the embedded one",
            Form.SECRET_OR_FILE),
    DATABASE_USER("", "overrides the URL", Form.PLAIN_OR_FILE),
    DATABASE_PASSWORD("", "overrides the URL", Form.SECRET_OR_FILE),
    MIGRATION_URL(
            "",
            "direct address of the database for migrations, if the other one goes through a pooler",
            Form.SECRET_OR_FILE),
    MIGRATE("auto", "`auto` = bring the schema up to date when starting; `off` = only check it", Form.PLAIN),
    JWT_SECRET(
            "",
            "signs access tokens, 32 bytes or more; unset = made once, kept in the data directory",
            Form.SECRET_OR_FILE),
    JWT_PREVIOUS_SECRET("", "still accepted, so that changing the secret logs no user out", Form.SECRET_OR_FILE),
    REGISTRATION("open", "`open` = anyone can register; `closed` = no one", Form.PLAIN),
    WEB("on", "`on` = serve the web client at `/`; `off` = do not", Form.PLAIN),
    TRUSTED_PROXIES(
            "",
            "comma-separated addresses or networks of proxies whose `X-Forwarded-For` or `Forwarded` is trusted",
            Form.PLAIN),
    CORS_ORIGINS("", "comma-separated origins whose pages may call the API; `*` = any", Form.PLAIN),
    METRICS_PORT(
            "",
            "port of its own for `/metrics`, for every client; unset = on the main port, for loopback only",
            Form.PLAIN),
    LOG_FORMAT("text", "`text` or `json`", Form.PLAIN),
    LIMIT_GROUP_MEMBERS("200", "members of a group, up to 100,000", Form.PLAIN),
    LIMIT_SENDS(
            "50",
            "per user and second: sends, edits, deletions, changes of chats and profiles together; bursts of twice as"
                    + " many",
            Form.PLAIN),
    LIMIT_LOGINS("20", "per minute: failed logins of an account from an address", Form.PLAIN),
    LIMIT_REGISTRATIONS("60", "per address and minute: registrations", Form.PLAIN),
    LIMIT_REQUESTS("200", "per address and second: HTTP requests; bursts of twice as many", Form.PLAIN),
    LIMIT_RUNNING("16", "per user: HTTP requests that are served at once; 256 more wait for up to 10 s", Form.PLAIN),
    LIMIT_CHATS(
            "100",
            "per user and hour: new direct chats and groups together; ten times as many users added to groups",
            Form.PLAIN),
    LIMIT_SEARCHES("60", "per user and minute: searches", Form.PLAIN),
    LIMIT_CONNECTIONS("32", "connections per user", Form.PLAIN),
    LIMIT_PENDING("64", "unauthenticated connections per address", Form.PLAIN),
    LIMIT_OUTBOX_BYTES("1048576", "bytes queued per connection", Form.PLAIN);

    /// The prefix of all variables.
    public static final String PREFIX = "VESTNIK_";

    /// The suffix of a variable whose value is the path of a file with the value.
    static final String FILE_SUFFIX = "_FILE";

    private final String byDefault;
    private final String meaning;
    private final Form form;

    /// The ways to give and print a value.
    enum Form {
        /// A plain value.
        PLAIN,
        /// A plain value, or a file with it.
        PLAIN_OR_FILE,
        /// A plain value or a file with it; never printed.
        SECRET_OR_FILE
    }

    Setting(String byDefault, String meaning, Form form) {
        this.byDefault = byDefault;
        this.meaning = meaning;
        this.form = form;
    }

    /// The environment variable.
    public String variable() {
        return PREFIX + name();
    }

    /// The flag on the command line.
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The default value; empty = none.
    public String byDefault() {
        return byDefault;
    }

    /// The description for the README.
    public String meaning() {
        return meaning;
    }

    /// Whether `variable()` with `_FILE` may name a file with the value.
    public boolean fileAllowed() {
        return form != Form.PLAIN;
    }

    /// Whether the value must not be printed.
    public boolean secret() {
        return form == Form.SECRET_OR_FILE;
    }
}
