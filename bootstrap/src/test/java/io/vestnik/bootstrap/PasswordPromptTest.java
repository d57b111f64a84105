package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordPromptTest {
    /// A terminal with typed lines.
    private static final class TypedLines implements PasswordPrompt.Input {
        private final Deque<String> lines;
        private final List<String> prompts = new ArrayList<>();

        TypedLines(String... lines) {
            this.lines = new ArrayDeque<>(List.of(lines));
        }

        @Override
        public boolean typed() {
            return true;
        }

        @Override
        public String read(String prompt) {
            prompts.add(prompt);
            return lines.remove();
        }
    }

    @Test
    void a_typed_password_is_asked_for_twice() {
        TypedLines lines = new TypedLines("correct horse", "correct horse");

        assertThat(new PasswordPrompt(() -> lines).get()).isEqualTo("correct horse");
        assertThat(lines.prompts).containsExactly("Password: ", "Repeat the password: ");
    }

    @Test
    void two_different_typed_passwords_are_rejected() {
        TypedLines lines = new TypedLines("correct horse", "correct house");

        assertThatThrownBy(() -> new PasswordPrompt(() -> lines).get())
                .isInstanceOf(StartFailedException.class)
                .hasMessage("the two passwords differ");
    }

    @Test
    void a_piped_password_is_the_first_line() {
        assertThat(piped("верный пароль\nanother line\n")).isEqualTo("верный пароль");
        assertThat(piped("without an end of line")).isEqualTo("without an end of line");
        assertThat(piped("")).isEmpty();
    }

    private static String piped(String text) {
        var input = new PasswordPrompt.Piped(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new PasswordPrompt(() -> input).get();
    }
}
