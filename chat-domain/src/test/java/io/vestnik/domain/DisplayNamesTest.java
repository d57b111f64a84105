package io.vestnik.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.user.UserName;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Alice",
                " Alice ",
                "李明",
                "1",
                "★",
                "😀",
                "👨‍👩‍👧‍👦",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "❤️",
                "דוד \u200f(1)\u200f",
                "\u061cمحمد",
                "\u200eAda",
                "Re\u0301ne\u0301e",
                "שָׁלוֹם",
                "ព្រះ",
                "நிலா",
                "Deleted accounts",
                "Deleted",
                "\ue000"
            })
    void real_names_are_accepted_unchanged(String name) {
        assertThat(UserName.chosen(name).value()).isEqualTo(name);
        assertThat(ChatTitle.chosen(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\u3164",
                "\u200b",
                "\u2800",
                "\u00a0\u3000",
                "\u115f\u1160\uffa0",
                "\u0301",
                "\u200d\u200c\u2060\ufeff",
                "\u00ad",
                "\ufe0f",
                "\t\n",
                "\u2028",
                "\u2065\ufff0",
                "\udb40\udc80",
                "\ud834\udd59",
                "\u034f"
            })
    void a_name_needs_a_visible_character(String name) {
        assertThatThrownBy(() -> UserName.chosen(name)).hasMessage("must have a visible character");
        assertThatThrownBy(() -> ChatTitle.chosen(name)).hasMessage("must have a visible character");
        // A stored name that breaks the rules can still be read.
        assertThat(new UserName(name).value()).isEqualTo(name);
        assertThat(new ChatTitle(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069})
    void a_name_cannot_change_the_direction_of_surrounding_text(int c) {
        assertThatThrownBy(() -> UserName.chosen("Ada " + Character.toString(c)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("direction");
        assertThatThrownBy(() -> ChatTitle.chosen("Ada " + Character.toString(c) + " x"))
                .isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Deleted account",
        "DELETED ACCOUNT",
        "Deleted  account",
        "Deletedaccount",
        "De\u200bleted\u00a0account\u3164",
        "Ｄｅｌｅｔｅｄ　ａｃｃｏｕｎｔ",
        "Déleted account",
        "𝐃𝐞𝐥𝐞𝐭𝐞𝐝 account",
        "Удалённый аккаунт",
        "УДАЛЕННЫЙ АККАУНТ"
    })
    void a_name_cannot_equal_the_label_of_deleted_accounts(String name) {
        assertThatThrownBy(() -> UserName.chosen(name)).hasMessage("must not be what deleted accounts are called");
        assertThatThrownBy(() -> ChatTitle.chosen(name)).hasMessage("must not be what deleted accounts are called");
    }

    @Test
    void a_character_may_carry_at_most_8_combining_marks() {
        assertThat(UserName.chosen("a" + "\u0301".repeat(8) + "b" + "\u0301".repeat(8)))
                .isNotNull();
        assertThatThrownBy(() -> UserName.chosen("a" + "\u0301".repeat(9)))
                .hasMessage("must have at most 8 combining marks on a character");
    }

    @Test
    void folding_is_stable() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                        .filter(c -> {
                            String character = Character.toString(c);
                            String once = Folding.fold(character);
                            return !once.equals(character)
                                    && !Folding.fold(once).equals(once);
                        })
                        .mapToObj(c -> String.format(Locale.ROOT, "U+%04X", c)))
                .isEmpty();
    }
}
