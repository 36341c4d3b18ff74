// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.regex.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import org.jcodings.specific.ISO8859_1Encoding;
import org.joni.Option;
import org.joni.Regex;
import org.joni.Region;

/** Engines of regular expressions, each fed with what it likes best: bytes, or strings made of them beforehand. */
enum RegexEngine {
    /** The one that is measured. */
    RESTY {
        @Override
        Compiled compile(String pattern, String options) {
            return new OfResty(Pattern.compile(pattern, options));
        }
    },
    /** java.util.regex. */
    JDK {
        @Override
        Compiled compile(String pattern, String options) {
            int flags = (options.indexOf('i') >= 0 ? java.util.regex.Pattern.CASE_INSENSITIVE : 0)
                    | (options.indexOf('s') >= 0 ? java.util.regex.Pattern.DOTALL : 0);
            return new OfJdk(java.util.regex.Pattern.compile(pattern, flags));
        }
    },
    /** The engine of JRuby. */
    JONI {
        @Override
        Compiled compile(String pattern, String options) {
            int flags = (options.indexOf('i') >= 0 ? Option.IGNORECASE : Option.NONE)
                    | (options.indexOf('s') >= 0 ? Option.MULTILINE : Option.NONE);
            byte[] bytes = pattern.getBytes(StandardCharsets.ISO_8859_1);
            return new OfJoni(new Regex(bytes, 0, bytes.length, flags, ISO8859_1Encoding.INSTANCE));
        }
    },
    /** The port of RE2. */
    RE2J {
        @Override
        Compiled compile(String pattern, String options) {
            int flags = (options.indexOf('i') >= 0 ? com.google.re2j.Pattern.CASE_INSENSITIVE : 0)
                    | (options.indexOf('s') >= 0 ? com.google.re2j.Pattern.DOTALL : 0);
            return new OfRe2(com.google.re2j.Pattern.compile(pattern, flags));
        }
    };

    /** Its name in figures. */
    String figure() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Compiles a pattern of the syntax that all have in common.
     *
     * @param options of i (case doesn't matter) and s (a dot is any byte)
     */
    abstract Compiled compile(String pattern, String options);

    /** What is searched, in both forms. */
    record Subject(byte[] bytes, String text) {

        static Subject of(String text) {
            return new Subject(text.getBytes(StandardCharsets.ISO_8859_1), text);
        }
    }

    /** A compiled pattern. */
    interface Compiled {

        /** Whether there is a match. */
        boolean matches(Subject subject);

        /** The start of the first match and of each of its groups, added up; 0 without a match. */
        int groups(Subject subject);

        /** The text with each match replaced; its length. */
        int replace(Subject subject, Subject replacement);
    }

    private record OfResty(Pattern pattern) implements Compiled {

        private static final int[] NONE = {};

        @Override
        public boolean matches(Subject subject) {
            byte[] bytes = subject.bytes();
            return pattern.find(bytes, 0, bytes.length, 0, NONE);
        }

        @Override
        public int groups(Subject subject) {
            byte[] bytes = subject.bytes();
            int[] groups = new int[2 * (pattern.groupCount() + 1)];
            if (!pattern.find(bytes, 0, bytes.length, 0, groups)) {
                return 0;
            }
            int sum = 0;
            for (int i = 0; i < groups.length; i += 2) {
                sum += groups[i];
            }
            return sum;
        }

        @Override
        public int replace(Subject subject, Subject replacement) {
            byte[] bytes = subject.bytes();
            byte[] other = replacement.bytes();
            byte[] out = new byte[bytes.length + 256];
            int[] bounds = new int[2];
            int filled = 0;
            int at = 0;
            while (pattern.find(bytes, 0, bytes.length, at, bounds)) {
                System.arraycopy(bytes, at, out, filled, bounds[0] - at);
                filled += bounds[0] - at;
                System.arraycopy(other, 0, out, filled, other.length);
                filled += other.length;
                at = bounds[1];
            }
            System.arraycopy(bytes, at, out, filled, bytes.length - at);
            return java.util.Arrays.copyOf(out, filled + bytes.length - at).length;
        }
    }

    private record OfJdk(java.util.regex.Pattern pattern) implements Compiled {

        @Override
        public boolean matches(Subject subject) {
            return pattern.matcher(subject.text()).find();
        }

        @Override
        public int groups(Subject subject) {
            Matcher matcher = pattern.matcher(subject.text());
            if (!matcher.find()) {
                return 0;
            }
            int sum = 0;
            for (int i = 0; i <= matcher.groupCount(); i++) {
                sum += matcher.start(i);
            }
            return sum;
        }

        @Override
        public int replace(Subject subject, Subject replacement) {
            return pattern.matcher(subject.text())
                    .replaceAll(replacement.text())
                    .length();
        }
    }

    private record OfJoni(Regex pattern) implements Compiled {

        @Override
        public boolean matches(Subject subject) {
            byte[] bytes = subject.bytes();
            return pattern.matcher(bytes).search(0, bytes.length, Option.DEFAULT) >= 0;
        }

        @Override
        public int groups(Subject subject) {
            byte[] bytes = subject.bytes();
            org.joni.Matcher matcher = pattern.matcher(bytes);
            if (matcher.search(0, bytes.length, Option.DEFAULT) < 0) {
                return 0;
            }
            Region region = matcher.getEagerRegion();
            int sum = 0;
            for (int i = 0; i < region.getNumRegs(); i++) {
                sum += region.getBeg(i);
            }
            return sum;
        }

        @Override
        public int replace(Subject subject, Subject replacement) {
            byte[] bytes = subject.bytes();
            byte[] other = replacement.bytes();
            byte[] out = new byte[bytes.length + 256];
            org.joni.Matcher matcher = pattern.matcher(bytes);
            int filled = 0;
            int at = 0;
            while (matcher.search(at, bytes.length, Option.DEFAULT) >= 0) {
                System.arraycopy(bytes, at, out, filled, matcher.getBegin() - at);
                filled += matcher.getBegin() - at;
                System.arraycopy(other, 0, out, filled, other.length);
                filled += other.length;
                at = matcher.getEnd();
            }
            System.arraycopy(bytes, at, out, filled, bytes.length - at);
            return java.util.Arrays.copyOf(out, filled + bytes.length - at).length;
        }
    }

    private record OfRe2(com.google.re2j.Pattern pattern) implements Compiled {

        @Override
        public boolean matches(Subject subject) {
            return pattern.matcher(subject.text()).find();
        }

        @Override
        public int groups(Subject subject) {
            com.google.re2j.Matcher matcher = pattern.matcher(subject.text());
            if (!matcher.find()) {
                return 0;
            }
            int sum = 0;
            for (int i = 0; i <= matcher.groupCount(); i++) {
                sum += matcher.start(i);
            }
            return sum;
        }

        @Override
        public int replace(Subject subject, Subject replacement) {
            return pattern.matcher(subject.text())
                    .replaceAll(replacement.text())
                    .length();
        }
    }
}
