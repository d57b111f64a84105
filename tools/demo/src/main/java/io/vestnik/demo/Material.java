package io.vestnik.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads the resource files from which the conversations are made.
final class Material {
    private Material() {}

    /// The lines of a resource file, without comments.
    static List<String> lines(String file) {
        try (InputStream in = Material.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing in the build: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /// The rows of a resource file whose fields are separated by semicolons.
    static List<List<String>> rows(String file) {
        return lines(file).stream()
                .filter(line -> !line.isEmpty())
                .map(Material::fields)
                .toList();
    }

    static List<String> fields(String line) {
        return List.of(line.split("; ", -1));
    }
}
