package io.vestnik.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of the web client by their paths.
///
/// Three paths never change and are revalidated at each use (`no-cache` with an etag): `/`, `/sw.js` and
/// `/manifest.webmanifest`. All other files are under `/assets/HASH/`, where HASH changes with any of them, and
/// browsers cache them without limit. Text files are also stored compressed. The page has the minimum of permissions:
/// its own origin, no inline script but the import map (identified by its hash), no text that becomes HTML.
public final class WebFiles {

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final Map<String, WebFile> files;

    private WebFiles(Map<String, WebFile> files) {
        this.files = files;
    }

    /// Reads, minifies, completes and compresses all files: some 100 ms and 1 MB, once per process.
    ///
    /// @throws IllegalStateException if the files are not beside the classes, which means a broken build
    public static WebFiles load() {
        SortedMap<String, byte[]> sources = Sources.read();
        sources.replaceAll((name, bytes) -> isOurModule(name) ? Comments.without(bytes) : bytes);
        String assets = "/assets/" + Hashes.shortHash(sources);
        Map<String, String> values = Map.of(
                "files", assets,
                "preloads", preloads(sources, assets),
                "list",
                        sources.keySet().stream()
                                .filter(WebFiles::isShell)
                                .map(name -> assets + "/" + name)
                                .collect(joining("\n")));

        Map<String, WebFile> files = new LinkedHashMap<>();
        String page = fill(text(sources, "app/index.html"), values);
        put(files, "/", "html", page.getBytes(UTF_8), Headers.page(importMapHash(page)));
        put(files, "/sw.js", "js", fill(text(sources, "app/sw.js"), values).getBytes(UTF_8), Headers.worker());
        put(
                files,
                "/manifest.webmanifest",
                "webmanifest",
                fill(text(sources, "app/manifest.webmanifest"), values).getBytes(UTF_8),
                Headers.renewed());
        sources.forEach((name, bytes) -> {
            if (!isTemplate(name)) {
                put(files, assets + "/" + name, name.substring(name.lastIndexOf('.') + 1), bytes, Headers.forGood());
            }
        });
        return new WebFiles(Map.copyOf(files));
    }

    /// The file at a path without its query.
    public Optional<WebFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /// All paths, unordered.
    public Set<String> paths() {
        return files.keySet();
    }

    private static void put(
            Map<String, WebFile> files, String path, String extension, byte[] bytes, Map<String, String> headers) {
        files.put(
                path,
                new WebFile(
                        path,
                        ContentTypes.of(extension),
                        "W/\"" + Hashes.sha256Hex(bytes).substring(0, 32) + '"',
                        headers,
                        new WebBytes(bytes),
                        Gzip.ifSmaller(bytes).map(WebBytes::new)));
    }

    /// Modules of other authors carry their licence in a comment.
    private static boolean isOurModule(String name) {
        return name.endsWith(".js") && !name.startsWith("lit/");
    }

    /// Whether the page needs the file without a network.
    private static boolean isShell(String name) {
        return !isTemplate(name) && !name.endsWith("LICENSE") && !name.endsWith(".png");
    }

    /// Completed here and served at fixed paths.
    private static boolean isTemplate(String name) {
        return name.equals("app/index.html") || name.equals("app/sw.js") || name.equals("app/manifest.webmanifest");
    }

    /// One preload link per module of the first screen, so that the browser requests all of them at once instead of
    /// discovering them import by import.
    private static String preloads(SortedMap<String, byte[]> sources, String assets) {
        Set<String> modules = new LinkedHashSet<>();
        Modules.follow("app/main.js", sources, modules);
        return modules.stream()
                .map(name -> "<link rel=\"modulepreload\" href=\"" + assets + "/" + name + "\" />")
                .collect(joining("\n    "));
    }

    private static String importMapHash(String page) {
        Matcher found = IMPORT_MAP.matcher(page);
        if (!found.find()) {
            throw new IllegalStateException("the page has no import map");
        }
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(Hashes.sha256(found.group(1).getBytes(UTF_8)));
    }

    private static String fill(String template, Map<String, String> values) {
        String filled = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return filled;
    }

    private static String text(Map<String, byte[]> sources, String name) {
        byte[] bytes = sources.get(name);
        if (bytes == null) {
            throw new IllegalStateException("missing in the build: " + name);
        }
        return new String(bytes, UTF_8);
    }
}
