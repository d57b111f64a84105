package io.vestnik.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidTextTest {
    private static final String TEXT = "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f";

    @Test
    void the_canonical_form_is_read_in_either_case() {
        assertThat(UuidText.parse(TEXT)).contains(UUID.fromString(TEXT));
        assertThat(UuidText.parse("01936F0E-7B3A-7C54-9C8E-2F4B6A8D0E1F")).contains(UUID.fromString(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-2-3-4-5",
                "+1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "-1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "01936f0e-+b3a-7c54-9c8e-2f4b6a8d0e1f",
                "01936f0-e7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "01936f0e-7b3a-7c54-9c8e2-f4b6a8d0e1f",
                "０1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "٠1936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "01936f0e‐7b3a‐7c54‐9c8e‐2f4b6a8d0e1f",
                "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1g",
                "01936f0e7b3a7c549c8e2f4b6a8d0e1f",
                "{01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f}",
                " 01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f",
                "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f "
            })
    void every_other_form_is_rejected(String text) {
        assertThat(UuidText.parse(text)).isEmpty();
    }
}
