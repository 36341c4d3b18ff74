// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.benchmarks.RegexEngine.Compiled;
import dev.resty.benchmarks.RegexEngine.Subject;
import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the regexes of a SecLang rule set cost on harmless strings: {@code java -Xmx512m -Dseclang.rules=DIR
 * -Dseclang.strings=FILE -cp benchmarks.jar dev.resty.benchmarks.RegexCrs [resty|set|jdk|joni|re2j]...}. The directory
 * holds the rule set's {@code *.conf}, the file one string a line, with {@code \n}, {@code \r} and {@code \\} in it.
 * {@code -Drounds} tells how many rounds the median is of: of few, most are HotSpot's.
 */
final class RegexCrs {

    private static final String OPERATOR = "@rx ";

    private static final String OPTIONS = "s";

    private static final int ROUNDS = Integer.getInteger("rounds", 7);

    private RegexCrs() {}

    /** Measures the engines that are named, or only ours. */
    public static void main(String[] arguments) {
        String rules = System.getProperty("seclang.rules");
        String strings = System.getProperty("seclang.strings");
        if (rules == null || strings == null) {
            System.err.println("seclang.rules and seclang.strings name a directory and a file");
            return;
        }
        List<String> patterns = patterns(Path.of(rules));
        List<Subject> subjects = subjects(Path.of(strings));
        print("%d patterns, %d strings", patterns.size(), subjects.size());
        for (String name : arguments.length == 0 ? new String[] {"resty", "set"} : arguments) {
            if (name.equals("set")) {
                set(patterns, subjects);
            } else {
                oneByOne(RegexEngine.valueOf(name.toUpperCase(Locale.ROOT)), patterns, subjects);
            }
        }
    }

    private static void oneByOne(RegexEngine engine, List<String> patterns, List<Subject> subjects) {
        long before = usedHeap();
        long start = cpu();
        Compiled[] compiled = patterns.stream()
                .map(pattern -> engine.compile(pattern, OPTIONS))
                .toArray(Compiled[]::new);
        compiled(engine.figure(), start, before);
        List<Compiled> all = List.of(compiled);
        evaluate(engine.figure(), patterns.size(), subjects, before, () -> {
            int matches = 0;
            for (Subject subject : subjects) {
                for (Compiled pattern : all) {
                    matches += matches(pattern, subject);
                }
            }
            return matches;
        });
        warm(engine.figure(), patterns.size(), () -> {
            for (String pattern : patterns) {
                engine.compile(pattern, OPTIONS);
            }
            return patterns.size();
        });
        print("figure crs.%s.longest-compile %s", engine.figure(), longest(engine, patterns));
    }

    /** Some engines overflow their stack. */
    private static int matches(Compiled pattern, Subject subject) {
        try {
            return pattern.matches(subject) ? 1 : 0;
        } catch (StackOverflowError e) {
            return 0;
        }
    }

    private static void set(List<String> patterns, List<Subject> subjects) {
        long before = usedHeap();
        long start = cpu();
        PatternSet set = PatternSet.of(patterns.stream()
                .map(pattern -> Pattern.compile(pattern, OPTIONS))
                .toList());
        compiled("set", start, before);
        long[] hits = new long[set.size() + 63 >> 6];
        evaluate("set", patterns.size(), subjects, before, () -> {
            int matches = 0;
            for (Subject subject : subjects) {
                if (set.find(subject.bytes(), 0, subject.bytes().length, hits)) {
                    for (long word : hits) {
                        matches += Long.bitCount(word);
                    }
                }
            }
            return matches;
        });
    }

    private static void compiled(String name, long start, long before) {
        double millis = (cpu() - start) / 1e6;
        print("figure crs.%s.compile-cold %.0f ms of CPU time", name, millis);
        print("figure crs.%s.retained %.1f MiB when compiled", name, (usedHeap() - before) / 1048576.0);
    }

    private static void warm(String name, int patterns, IntSupplier compile) {
        double[] millis = new double[ROUNDS];
        long compiled = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = cpu();
            compiled += compile.getAsInt();
            millis[i] = (cpu() - start) / 1e6;
        }
        if (compiled == 0) {
            throw new IllegalStateException(name + " compiles none of the patterns");
        }
        Arrays.sort(millis);
        print(
                "figure crs.%s.compile %.0f ms of CPU time, %.1f us a pattern (%.0f..%.0f)",
                name, millis[ROUNDS / 2], millis[ROUNDS / 2] * 1e3 / patterns, millis[0], millis[ROUNDS - 1]);
    }

    private static String longest(RegexEngine engine, List<String> patterns) {
        double most = 0;
        String which = "";
        for (String pattern : patterns) {
            long start = System.nanoTime();
            engine.compile(pattern, OPTIONS);
            double micros = (System.nanoTime() - start) / 1e3;
            if (micros > most) {
                most = micros;
                which = pattern;
            }
        }
        return "%.0f us: %d characters, %.60s".formatted(most, which.length(), which);
    }

    private static void evaluate(
            String name, int patterns, List<Subject> subjects, long before, IntSupplier everything) {
        double evaluations = (double) patterns * subjects.size();
        double[] nanos = new double[ROUNDS];
        int matches = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = cpu();
            matches = everything.getAsInt();
            nanos[i] = (cpu() - start) / evaluations;
        }
        print("figure crs.%s.first %.0f ns an evaluation in the first round", name, nanos[0]);
        Arrays.sort(nanos);
        print(
                "figure crs.%s %.1f ns an evaluation (%.1f..%.1f), %d matches",
                name, nanos[ROUNDS / 2], nanos[0], nanos[ROUNDS - 1], matches);
        print("figure crs.%s.retained-used %.1f MiB after all", name, (usedHeap() - before) / 1048576.0);
    }

    /** The patterns of the rule set's operators {@code @rx}, each once. */
    static List<String> patterns(Path rules) {
        Set<String> patterns = new LinkedHashSet<>();
        try (Stream<Path> files = Files.list(rules)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1)
                        .replaceAll("(?m)^\\s*#.*$", "")
                        .replaceAll("\\\\\n", "");
                int start = text.indexOf(OPERATOR);
                while (start >= 0) {
                    int end = endOfQuoted(text, start);
                    patterns.add(text.substring(start + OPERATOR.length(), end).replace("\\\"", "\""));
                    start = text.indexOf(OPERATOR, end);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(patterns);
    }

    private static int endOfQuoted(String text, int start) {
        int end = start;
        while (text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end;
    }

    private static List<Subject> subjects(Path strings) {
        try {
            List<Subject> subjects = new ArrayList<>();
            for (String line : Files.readAllLines(strings, StandardCharsets.ISO_8859_1)) {
                subjects.add(Subject.of(line.translateEscapes()));
            }
            return subjects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(String format, @Nullable Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
