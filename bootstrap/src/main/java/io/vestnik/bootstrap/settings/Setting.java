package io.vestnik.bootstrap.settings;

import java.util.Locale;

/// All settings. Each is given by an environment variable `VESTNIK_…` or by a flag `--…` of the same name.
///
/// The table of settings in the README is generated from this enum.
public enum Setting {
    PORT("8080", "port to listen on; 0 = any free port", Form.PLAIN),
    HOST("0.0.0.0", "address to listen on", Form.PLAIN),
    DATA_DIR("./data", "directory of the embedded database and the generated secret", Form.PLAIN),
    DATABASE_URL(
            "",
            "`postgresql://…` or `jdbc:postgresql://…`, 14 or newer; unset = the embedded one (not in the image)",
            Form.SECRET_OR_FILE),
    DATABASE_USER("", "overrides the user in the URL", Form.PLAIN_OR_FILE),
    DATABASE_PASSWORD("", "overrides the password in the URL", Form.SECRET_OR_FILE),
    MIGRATION_URL(
            "", "direct address for migrations, if `VESTNIK_DATABASE_URL` leads to a pooler", Form.SECRET_OR_FILE),
    MIGRATE("auto", "`auto` = bring the schema up to date at the start; `off` = only check it", Form.PLAIN),
    JWT_SECRET(
            "",
            "secret that signs access tokens, 32 bytes or more; unset = generated once and kept in the data directory",
            Form.SECRET_OR_FILE),
    JWT_PREVIOUS_SECRET(
            "",
            "the secret before a change; its tokens stay valid, so that the change logs no user out",
            Form.SECRET_OR_FILE),
    REGISTRATION("open", "`open` = anyone can register; `closed` = no one", Form.PLAIN),
    WEB("on", "`on` = serve the web client at `/`; `off` = do not serve it", Form.PLAIN),
    TRUSTED_PROXIES(
            "",
            "comma-separated addresses or networks of proxies whose `X-Forwarded-For` or `Forwarded` is trusted",
            Form.PLAIN),
    CORS_ORIGINS("", "comma-separated origins whose pages may call the API; `*` = any", Form.PLAIN),
    METRICS_PORT(
            "",
            "separate port for `/metrics`, open to all callers; unset = the main port, for callers on this machine",
            Form.PLAIN),
    LOG_FORMAT("text", "format of the log: `text` or `json`", Form.PLAIN),
    LIMIT_GROUP_MEMBERS("200", "members of a group, at most 100,000", Form.PLAIN),
    LIMIT_SENDS(
            "50",
            "sends, edits, deletions, and changes of chats and of the profile, together, per user and second,"
                    + " with bursts of twice as many",
            Form.PLAIN),
    LIMIT_LOGINS(
            "20",
            "failed logins per minute to one account from one address;"
                    + " three times as many from one address to all accounts together",
            Form.PLAIN),
    LIMIT_REGISTRATIONS("60", "registrations per address and minute", Form.PLAIN),
    LIMIT_REQUESTS("200", "HTTP requests per address and second, with bursts of twice as many", Form.PLAIN),
    LIMIT_RUNNING(
            "16",
            "HTTP requests of one user that are served at the same time; 256 more wait for up to 10 s",
            Form.PLAIN),
    LIMIT_CHATS(
            "100",
            "new direct chats and groups, together, per user and hour;"
                    + " ten times this number is the limit on members added to groups",
            Form.PLAIN),
    LIMIT_SEARCHES("60", "searches for users, per user and minute", Form.PLAIN),
    LIMIT_CONNECTIONS("32", "WebSocket connections per user", Form.PLAIN),
    LIMIT_PENDING("64", "unauthenticated WebSocket connections per address", Form.PLAIN),
    LIMIT_OUTBOX_BYTES("1048576", "bytes queued for one WebSocket connection", Form.PLAIN);

    /// The prefix of the names of all environment variables.
    public static final String PREFIX = "VESTNIK_";

    /// The suffix of an environment variable that names a file with the value.
    static final String FILE_SUFFIX = "_FILE";

    private final String byDefault;
    private final String meaning;
    private final Form form;

    /// How the value of a setting may be given, and whether it may be printed.
    enum Form {
        /// The value is given directly.
        PLAIN,
        /// The value is given directly, or is read from a file.
        PLAIN_OR_FILE,
        /// The value is given directly or read from a file, and is never printed.
        SECRET_OR_FILE
    }

    Setting(String byDefault, String meaning, Form form) {
        this.byDefault = byDefault;
        this.meaning = meaning;
        this.form = form;
    }

    /// The name of the environment variable.
    public String variable() {
        return PREFIX + name();
    }

    /// The name of the flag on the command line.
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The default value; empty if there is none.
    public String byDefault() {
        return byDefault;
    }

    /// The description in the README.
    public String meaning() {
        return meaning;
    }

    /// Whether the environment variable with the suffix `_FILE` may name a file with the value.
    public boolean fileAllowed() {
        return form != Form.PLAIN;
    }

    /// Whether the value must not be printed.
    public boolean secret() {
        return form == Form.SECRET_OR_FILE;
    }
}
