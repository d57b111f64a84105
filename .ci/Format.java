import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Checks (`check`) or establishes (`write`) the format of every Java file below a directory.
///
/// palantir-java-format defines the format, except for `///` comments. In these comments, the formatter counts the
/// indentation twice, and breaks lines that are too long into lines that are no comments. Therefore the comments are
/// hidden from the formatter and stay unchanged; their lines may have at most [#COLUMNS] columns.
final class Format {
    private static final int COLUMNS = 120;
    private static final Pattern MARKDOWN_LINE = Pattern.compile("(?m)^(\\s*)///(.*)$");
    private static final Pattern HIDDEN_LINE = Pattern.compile("(?m)^(\\s*)/// hidden (\\d+)$");

    public static void main(String... args) throws IOException {
        boolean write = switch (args[0]) {
            case "write" -> true;
            case "check" -> false;
            default -> throw new IllegalArgumentException("check or write, not " + args[0]);
        };
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        Path root = Path.of(args[1]);
        List<String> problems = new ArrayList<>();
        for (Path file : sources(root)) {
            String name = root.relativize(file).toString();
            String before = Files.readString(file);
            try {
                String after = format(formatter, before);
                if (!after.equals(before)) {
                    if (write) {
                        Files.writeString(file, after);
                        System.out.println("formatted " + name);
                    } else {
                        problems.add(name + ": not in form, run `make format`");
                    }
                }
                tooLong(after).forEach(line -> problems.add(name + ":" + line));
            } catch (FormatterException notJava) {
                problems.add(name + ": " + notJava.getMessage());
            }
        }
        problems.forEach(System.err::println);
        System.exit(write || problems.isEmpty() ? 0 : 1);
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> {
                        String path = root.relativize(file).toString();
                        return path.endsWith(".java") && !path.matches("(.*/)?(target|node_modules)/.*");
                    })
                    .sorted()
                    .toList();
        }
    }

    private static String format(Formatter formatter, String source) throws FormatterException {
        List<String> comments = new ArrayList<>();
        String hidden = MARKDOWN_LINE.matcher(source).replaceAll(line -> {
            comments.add(line.group(2).stripTrailing());
            return Matcher.quoteReplacement(line.group(1) + "/// hidden " + (comments.size() - 1));
        });
        String formatted = formatter.formatSourceAndFixImports(hidden);
        return HIDDEN_LINE
                .matcher(formatted)
                .replaceAll(line -> Matcher.quoteReplacement(
                        line.group(1) + "///" + comments.get(Integer.parseInt(line.group(2)))));
    }

    private static List<String> tooLong(String source) {
        List<String> found = new ArrayList<>();
        String[] lines = source.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].length() > COLUMNS && lines[i].strip().startsWith("///")) {
                found.add((i + 1) + ": longer than " + COLUMNS + " columns");
            }
        }
        return found;
    }
}
