package io.vestnik.e2e;

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
    void the_client_is_served_compressed_and_with_etags() throws Exception {
        try (LocalServer server = LocalServer.start(Setup.operated(Map.of(Setting.WEB, "on")))) {
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
    void without_the_web_client_the_api_still_works() throws Exception {
        try (LocalServer server = LocalServer.start(Setup.operated(Map.of(Setting.WEB, "off")))) {
            assertThat(get(server, "/", "Accept", "*/*").statusCode()).isEqualTo(404);
            assertThat(get(server, "/sw.js", "Accept", "*/*").statusCode()).isEqualTo(404);
            assertThat(get(server, "/health/live", "Accept", "*/*").statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> get(LocalServer server, String path, String header, String value)
            throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + server.port() + path);
        return http.send(HttpRequest.newBuilder(address).header(header, value).build(), BodyHandlers.ofByteArray());
    }
}
