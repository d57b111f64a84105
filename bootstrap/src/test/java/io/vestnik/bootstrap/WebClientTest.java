package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.settings.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebClientTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void it_is_served_at_the_root_compressed_and_not_sent_again_while_it_is_the_same() throws Exception {
        try (StartedServer server = StartedServer.with(Map.of(Setting.WEB, "on"))) {
            HttpResponse<byte[]> page = get(server, "/", "Accept-Encoding", "gzip");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
            String etag = page.headers().firstValue("ETag").orElseThrow();
            assertThat(get(server, "/", "If-None-Match", etag).statusCode()).isEqualTo(304);
        }
    }

    @Test
    void turned_off_there_is_none_and_all_else_goes_on() throws Exception {
        try (StartedServer server = StartedServer.with(Map.of(Setting.WEB, "off"))) {
            assertThat(get(server, "/", "Accept", "*/*").statusCode()).isEqualTo(404);
            assertThat(get(server, "/sw.js", "Accept", "*/*").statusCode()).isEqualTo(404);
            assertThat(get(server, "/health/live", "Accept", "*/*").statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> get(StartedServer server, String path, String header, String value)
            throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + server.port() + path);
        return http.send(HttpRequest.newBuilder(address).header(header, value).build(), BodyHandlers.ofByteArray());
    }
}
