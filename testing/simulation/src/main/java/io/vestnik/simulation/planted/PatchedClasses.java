package io.vestnik.simulation.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Makes the classes of a planted bug: applies its patch to a copy of the sources and compiles the changed files.
final class PatchedClasses {
    private PatchedClasses() {}

    /// Makes the classes of a bug, compiled with the class path of this process.
    ///
    /// @param home the directory of the sources, which stay as they are
    /// @param directory an empty directory
    /// @return the directory of the classes, which go before the production classes on a class path
    /// @throws PlantedBugException if the patch does not apply exactly, or the changed files do not compile
    static Path make(PlantedBug bug, Path home, Path directory)
            throws IOException, InterruptedException, PlantedBugException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        for (Path file : bug.files()) {
            copy(bug, home.resolve(file), sources.resolve(file));
        }
        apply(bug, sources);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        compile(bug, bug.files().stream().map(sources::resolve).toList(), classes);
        return classes;
    }

    private static void copy(PlantedBug bug, Path from, Path to) throws IOException, PlantedBugException {
        if (!Files.isRegularFile(from)) {
            throw new PlantedBugException(bug.name() + " does not apply any more: there is no file " + from);
        }
        Files.createDirectories(parent(to));
        Files.copy(from, to);
    }

    /// Applies a patch. Lines may have moved; the lines around a change must be the same.
    private static void apply(PlantedBug bug, Path sources)
            throws IOException, InterruptedException, PlantedBugException {
        Path directory = sources.toRealPath();
        ProcessBuilder git = new ProcessBuilder(
                        "git", "apply", bug.patch().toAbsolutePath().toString())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        git.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        // In a repository, git would apply the patch to the files of the repository, and silently skip all others.
        git.environment().put("GIT_CEILING_DIRECTORIES", parent(directory).toString());
        Process process = git.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new PlantedBugException(bug.name() + " does not apply any more: " + output.strip());
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static void compile(PlantedBug bug, List<Path> files, Path classes)
            throws IOException, PlantedBugException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("this Java has no compiler");
        }
        List<String> options = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-nowarn"));
        options.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new PlantedBugException(bug.name() + " does not compile: " + output);
            }
        }
    }
}
