package io.vestnik.bootstrap.settings;

import java.util.List;

/// The settings cannot be used; says everything that is wrong with them, and no secret.
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// Each problem in a line that names the setting.
    public List<String> problems() {
        return problems;
    }
}
