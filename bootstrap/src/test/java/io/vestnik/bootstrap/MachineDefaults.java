package io.vestnik.bootstrap;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.text.BreakIterator;
import java.text.Collator;
import java.text.DateFormat;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import java.util.TimeZone;

/// The calls of the Java library that depend on the machine's locale, zone, charset or line ends. Calls with an
/// argument that names the locale, zone or charset are not included.
final class MachineDefaults {
    /// Calls that depend on a default, whatever their arguments.
    private static final Set<String> ALWAYS = Set.of(
            method(Locale.class, "getDefault"),
            method(TimeZone.class, "getDefault"),
            method(ZoneId.class, "systemDefault"),
            method(Clock.class, "systemDefaultZone"),
            method(Charset.class, "defaultCharset"),
            method(System.class, "lineSeparator"),
            method(String.class, "formatted"),
            method(BufferedWriter.class, "newLine"),
            method(MessageFormat.class, "format"));

    /// Calls that depend on a default unless an argument has a type of [#NAMED].
    private static final Set<String> UNLESS_NAMED = Set.of(
            method(String.class, "format"),
            method(String.class, "toLowerCase"),
            method(String.class, "toUpperCase"),
            method(String.class, "getBytes"),
            method(ByteArrayOutputStream.class, "toString"),
            method(PrintStream.class, "printf"),
            method(PrintStream.class, "format"),
            method(PrintWriter.class, "printf"),
            method(PrintWriter.class, "format"),
            method(Formatter.class, "<init>"),
            method(InputStreamReader.class, "<init>"),
            method(OutputStreamWriter.class, "<init>"),
            method(FileReader.class, "<init>"),
            method(FileWriter.class, "<init>"),
            method(SimpleDateFormat.class, "<init>"),
            method(DecimalFormat.class, "<init>"),
            method(Calendar.class, "getInstance"),
            method(Collator.class, "getInstance"),
            method(NumberFormat.class, "getInstance"),
            method(NumberFormat.class, "getIntegerInstance"),
            method(NumberFormat.class, "getPercentInstance"),
            method(DateFormat.class, "getDateInstance"),
            method(DateFormat.class, "getDateTimeInstance"),
            method(DateFormat.class, "getTimeInstance"),
            method(BreakIterator.class, "getCharacterInstance"),
            method(BreakIterator.class, "getWordInstance"),
            method(BreakIterator.class, "getSentenceInstance"),
            method(DateTimeFormatter.class, "ofPattern"));

    /// Types that name a locale, a zone or a charset. A `DecimalFormat` with given symbols does not use the default
    /// locale.
    private static final Set<String> NAMED = Set.of(
            "java.util.Locale", "java.util.TimeZone", "java.nio.charset.Charset", "java.text.DecimalFormatSymbols");

    private static final Set<String> CLOCK_READERS = Set.of(
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.ZonedDateTime",
            "java.time.OffsetDateTime",
            "java.time.Year",
            "java.time.YearMonth");

    private MachineDefaults() {}

    /// Selects calls and method references whose result depends on a default of the machine.
    static DescribedPredicate<JavaAccess<?>> used() {
        return DescribedPredicate.describe(
                "the locale, zone, charset or line ends of the machine", access -> dependsOnOne(access.getTarget()));
    }

    private static boolean dependsOnOne(AccessTarget target) {
        if (!(target instanceof AccessTarget.CodeUnitAccessTarget unit)) {
            return false;
        }
        String owner = unit.getOwner().getName();
        String name = owner + "." + unit.getName();
        List<JavaClass> parameters = unit.getRawParameterTypes();
        boolean named = parameters.stream().anyMatch(type -> NAMED.contains(type.getName()));
        return ALWAYS.contains(name)
                || (UNLESS_NAMED.contains(name) && !named)
                || (unit.getName().equals("now") && CLOCK_READERS.contains(owner) && parameters.isEmpty())
                || (unit.getName().equals("<init>") && ofBytes(owner, parameters))
                || (owner.equals(Scanner.class.getName()) && unit.getName().equals("<init>") && !named);
    }

    /// Whether a constructor makes text from bytes, or a writer over bytes, without naming a charset.
    private static boolean ofBytes(String owner, List<JavaClass> parameters) {
        boolean named = parameters.stream().anyMatch(type -> NAMED.contains(type.getName()));
        boolean text = owner.equals(String.class.getName())
                && !parameters.isEmpty()
                && parameters.getFirst().getName().equals("[B");
        boolean writer = (owner.equals(PrintStream.class.getName()) || owner.equals(PrintWriter.class.getName()))
                && !parameters.isEmpty()
                && !parameters.getFirst().getName().equals("java.io.Writer");
        return (text || writer) && !named;
    }

    private static String method(Class<?> owner, String name) {
        return owner.getName() + "." + name;
    }
}
