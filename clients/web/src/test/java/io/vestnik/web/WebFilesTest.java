package io.vestnik.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class WebFilesTest {

    /// The maximum number of bytes that are transferred for the first screen, including styles and all modules.
    private static final int FIRST_LOAD_BYTES_MAX = 100_000;

    private static final Pattern LINKED = Pattern.compile("(?:href|src)=\"(/[^\"]*)\"");

    private final WebFiles files = WebFiles.load();

    @Test
    void every_file_of_the_page_exists() {
        Matcher linked = LINKED.matcher(page());
        int found = 0;
        while (linked.find()) {
            assertThat(files.find(linked.group(1))).as(linked.group(1)).isPresent();
            found++;
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void a_misplaced_page_shows_an_explanation() {
        Matcher styles = Pattern.compile("href=\"(/[^\"]*/app\\.css)\"").matcher(page());
        assertThat(styles.find()).isTrue();
        assertThat(page()).containsPattern("<p id=\"misplaced\">\\s*The files of this page were not found");
        assertThat(text(styles.group(1))).containsPattern("#misplaced\\s*\\{\\s*display: none;");
    }

    @Test
    void no_placeholder_is_left() {
        assertThat(page()).doesNotContain("{{");
        assertThat(text("/sw.js")).doesNotContain("{{");
        assertThat(text("/manifest.webmanifest")).doesNotContain("{{");
    }

    @Test
    void the_first_load_stays_below_a_hundred_kilobytes_compressed() {
        int bytes = sentBytes(file("/"));
        Matcher linked = LINKED.matcher(page());
        while (linked.find()) {
            if (!linked.group(1).endsWith(".png")) {
                bytes += sentBytes(file(linked.group(1)));
            }
        }
        assertThat(bytes).isLessThan(FIRST_LOAD_BYTES_MAX);
    }

    @Test
    void the_compressed_content_equals_the_content() throws IOException {
        for (String path : files.paths()) {
            WebFile file = file(path);
            if (file.gzipped().isPresent()) {
                byte[] unpacked = new GZIPInputStream(file.gzipped().get().stream()).readAllBytes();
                assertThat(unpacked).as(path).isEqualTo(file.body().stream().readAllBytes());
            }
        }
    }

    @Test
    void files_with_fixed_paths_are_revalidated_and_others_cached() {
        for (String path : files.paths()) {
            String caching = file(path).headers().get("Cache-Control");
            assertThat(caching)
                    .as(path)
                    .isEqualTo(path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
        }
    }

    @Test
    void the_page_allows_only_its_import_map_inline_and_no_other_host() {
        String policy = file("/").headers().get("Content-Security-Policy");
        assertThat(policy)
                .contains(
                        "default-src 'none'",
                        "require-trusted-types-for 'script'",
                        "frame-ancestors 'none'",
                        "'sha256-")
                .doesNotContain("unsafe-inline", "unsafe-eval", "http:", "https:", "*");
        assertThat(page()).doesNotContain("style=", "onclick=", "http://", "https://");
    }

    @Test
    void two_loads_give_the_same_paths() {
        assertThat(WebFiles.load().paths()).isEqualTo(files.paths());
    }

    @Test
    void an_unknown_path_has_no_file() {
        assertThat(files.find("/assets/../secret")).isEmpty();
        assertThat(files.find("")).isEmpty();
    }

    private WebFile file(String path) {
        return files.find(path).orElseThrow(() -> new AssertionError("not served: " + path));
    }

    private String page() {
        return text("/");
    }

    private String text(String path) {
        return new String(file(path).body().toArray(), UTF_8);
    }

    private static int sentBytes(WebFile file) {
        return file.gzipped().orElse(file.body()).length();
    }
}
