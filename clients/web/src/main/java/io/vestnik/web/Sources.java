package io.vestnik.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// The built files, by their names below `files/`. They are read from the jar, or from the directory of classes.
final class Sources {

    private static final String PAGE = "files/app/index.html";

    private Sources() {}

    static SortedMap<String, byte[]> read() {
        URL page = Sources.class.getResource(PAGE);
        if (page == null) {
            throw new IllegalStateException("missing in the build: " + PAGE);
        }
        try {
            if (page.openConnection() instanceof JarURLConnection inJar) {
                return ofJar(inJar);
            }
            return ofDirectory(Path.of(page.toURI()).resolve("../..").normalize());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the web client's files", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot read " + page, e);
        }
    }

    // A zip file system is not used, since a small runtime may lack the module that provides it.
    private static SortedMap<String, byte[]> ofJar(JarURLConnection page) throws IOException {
        SortedMap<String, byte[]> sources = new TreeMap<>();
        String prefix = page.getEntryName().substring(0, page.getEntryName().length() - "app/index.html".length());
        try (JarFile jar =
                new JarFile(Path.of(URI.create(page.getJarFileURL().toString())).toFile())) {
            for (JarEntry entry :
                    jar.stream().filter(entry -> !entry.isDirectory()).toList()) {
                if (entry.getName().startsWith(prefix)) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        sources.put(entry.getName().substring(prefix.length()), content.readAllBytes());
                    }
                }
            }
        }
        return sources;
    }

    private static SortedMap<String, byte[]> ofDirectory(Path root) throws IOException {
        SortedMap<String, byte[]> sources = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                sources.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return sources;
    }
}
