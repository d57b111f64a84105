package io.vestnik.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommentsTest {

    @Test
    void comments_indentation_and_empty_lines_are_removed() {
        assertThat(without("""
            /** What it is. */
            export function half(/** @type {number} */ n) {
              // Why.

              return n / 2; // so
            }
            """)).isEqualTo("export function half(  n) {\nreturn n / 2;\n}\n");
    }

    @Test
    void a_comment_over_lines_becomes_one_line_end() {
        assertThat(without("let a = b /* one\n two */\n(c)")).isEqualTo("let a = b\n(c)");
        assertThat(without("let a = b /* one\n two */ (c)")).isEqualTo("let a = b\n (c)");
    }

    @Test
    void text_that_only_looks_like_a_comment_stays() {
        for (String module : new String[] {
            "a = 'http://x'; b = \"/* no */\"; c = '\\'//';",
            "a = `// ${b + `/* ${c} */` + {d: '}'}.d} // \n   indented`;",
            "a = /[/]\\/\\//.test(b) ? x / y / z : /'/g;",
            "return /^\\/\\/\"/.exec(a);",
            "n = (a + b) / c / d;"
        }) {
            assertThat(without(module)).isEqualTo(module);
        }
    }

    @Test
    void an_unterminated_construct_is_refused() {
        for (String module : new String[] {"a = 'b\n'", "a = `b", "a = `${b", "/* c", "a = /b"}) {
            assertThatThrownBy(() -> without(module)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static String without(String module) {
        return new String(Comments.without(module.getBytes(UTF_8)), UTF_8);
    }
}
