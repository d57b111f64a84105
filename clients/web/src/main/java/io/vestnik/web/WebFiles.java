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

/// The files of the web client, by path.
///
/// Three paths never change, and browsers revalidate them at each use (`no-cache` with an etag): `/`, `/sw.js` and
/// `/manifest.webmanifest`. All other files are below `/assets/HASH/`. HASH changes when any of the files changes, so
/// browsers cache these files for a year without revalidation. Text files are also kept compressed. The page has as few
/// permissions as possible: it may use its own origin only, its only inline script is the import map (identified by its
/// hash), and no text can become HTML.
public final class WebFiles {

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final Map<String, WebFile> files;

    private WebFiles(Map<String, WebFile> files) {
        this.files = files;
    }

    /// Reads, minifies, fills in and compresses all files. This takes about 100 ms and 1 MB, once per process.
    ///
    /// @throws IllegalStateException if files are missing, which means that the build is broken
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

    /// Finds the file at a path. The path must not include a query.
    public Optional<WebFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /// The paths of all files, in no order.
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

    /// Whether the comments of a module are removed. Modules of other authors keep their comments, since these contain
    /// the licence.
    private static boolean isOurModule(String name) {
        return name.endsWith(".js") && !name.startsWith("lit/");
    }

    /// Whether the page needs the file to start without a network.
    private static boolean isShell(String name) {
        return !isTemplate(name) && !name.endsWith("LICENSE") && !name.endsWith(".png");
    }

    /// Whether the file is a template, which is filled in here and served at a fixed path.
    private static boolean isTemplate(String name) {
        return name.equals("app/index.html") || name.equals("app/sw.js") || name.equals("app/manifest.webmanifest");
    }

    /// The preload links of the page, one for each module of the first screen. The browser then requests all modules at
    /// the same time, and need not read one module to find the next.
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
