package io.vestnik.bootstrap.settings;

import java.util.List;

/// Invalid settings; names every problem, and no secret.
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// One line per problem, each with the name of its setting.
    public List<String> problems() {
        return problems;
    }
}
