package io.vestnik.bootstrap.settings;

import java.util.List;

/// The settings are invalid. The message names every problem, and contains no secret.
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// The problems, each as a line that contains the name of the setting.
    public List<String> problems() {
        return problems;
    }
}
