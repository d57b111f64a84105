package io.vestnik.http.openapi;

import io.vestnik.http.edge.SecurityHeaders;
import io.vestnik.http.route.LazyBytes;
import io.vestnik.http.route.StaticFiles;
import io.vestnik.http.route.StaticFiles.StaticFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/// Swagger UI from its webjar, under `/docs/`. Its page has no inline scripts and loads nothing from other hosts.
public final class SwaggerUi implements StaticFiles {
    private static final String PREFIX = "/docs/";

    /// The files of the webjar that the page needs, with their content types.
    private static final Map<String, String> TYPES = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "favicon-32x32.png", "image/png");

    private static final String START = """
        window.ui = SwaggerUIBundle({
          url: "/openapi.json",
          dom_id: "#ui",
          deepLinking: true,
          persistAuthorization: false,
          displayRequestDuration: true,
          tryItOutEnabled: true,
          filter: true,
          validatorUrl: null,
        });
        document.addEventListener("DOMContentLoaded", () => document.getElementById("misplaced").remove());
        """;

    private static final String PAGE = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>Vestnik API</title>
            <link rel="stylesheet" href="/docs/swagger-ui.css" />
            <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
          </head>
          <body>
            <div id="ui"></div>
            <script src="/docs/swagger-ui-bundle.js"></script>
            <script src="/docs/start.js"></script>
            <p id="misplaced">The files of this page were not found. Vestnik needs a host name of its own, such as
            chat.example.org; it cannot be served below a path.</p>
          </body>
        </html>
        """;

    private static final ByteBuffer PAGE_BYTES = ByteBuffer.wrap(PAGE.getBytes(StandardCharsets.UTF_8));

    private final String version;
    private final Map<String, StaticFile> files = new LinkedHashMap<>();

    public SwaggerUi() {
        this.version = version();
        TYPES.forEach((name, type) -> files.put(
                PREFIX + name,
                file(type, () -> read("META-INF/resources/webjars/swagger-ui/" + version + "/" + name))));
        byte[] start = START.getBytes(StandardCharsets.UTF_8);
        files.put(PREFIX + "start.js", file("text/javascript; charset=utf-8", () -> start));
    }

    /// The page, shared by all requests.
    public static ByteBuffer page() {
        return PAGE_BYTES.asReadOnlyBuffer();
    }

    @Override
    public Optional<StaticFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private StaticFile file(String contentType, Supplier<byte[]> content) {
        LazyBytes kept = new LazyBytes(content);
        return new StaticFile(
                contentType,
                "W/\"" + version + "\"",
                Map.of("Cache-Control", "no-cache", "Content-Security-Policy", SecurityHeaders.DOCS),
                kept::view,
                Optional.empty());
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = resource("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of Swagger UI", e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String name) {
        try (InputStream in = resource(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private static InputStream resource(String name) {
        InputStream in = SwaggerUi.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("missing in the build: " + name);
        }
        return in;
    }
}
