package io.vestnik.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds all modules that a module imports, directly or through others. Modules loaded by `import(…)` are not included,
/// since browsers load them later.
final class Modules {

    private static final Pattern IMPORT =
            Pattern.compile("(?:^|[;}\\s])(?:import|export)\\s*(?:[\\w*{}\\s,$]+\\s*from\\s*)?[\"']([^\"'()]+)[\"']");

    private Modules() {}

    static void follow(String module, Map<String, byte[]> sources, Set<String> found) {
        byte[] source = sources.get(module);
        if (source == null) {
            throw new IllegalStateException("imported and missing: " + module);
        }
        if (!found.add(module)) {
            return;
        }
        Matcher imports = IMPORT.matcher(new String(source, UTF_8));
        while (imports.find()) {
            follow(resolve(module, imports.group(1)), sources, found);
        }
    }

    /// Resolves the specifier of an import, as the import map of the page does.
    private static String resolve(String from, String specifier) {
        if (specifier.startsWith(".")) {
            return Path.of(from)
                    .resolveSibling(specifier)
                    .normalize()
                    .toString()
                    .replace('\\', '/');
        }
        return switch (specifier) {
            case "lit" -> "lit/lit/index.js";
            case "lit-html" -> "lit/lit-html/lit-html.js";
            case "@lit/reactive-element" -> "lit/reactive-element/reactive-element.js";
            case "@vestnik/client" -> "client/index.js";
            default ->
                specifier.startsWith("lit/directives/")
                        ? "lit/lit-html/" + specifier.substring("lit/".length())
                        : "lit/" + specifier;
        };
    }
}
