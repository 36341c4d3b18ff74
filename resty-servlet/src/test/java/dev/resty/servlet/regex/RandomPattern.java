// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes patterns, as text, of few characters, and subjects that often match them. The same seed makes the same ones. */
final class RandomPattern {

    /** What patterns may have besides characters, classes, groups, alternatives and greedy repetitions. */
    enum Feature {
        LAZY,
        POSSESSIVE,
        ATOMIC,
        ANCHORS,
        WORD_EDGES,
        LINE_ENDS,
        SPACE,
        LOOK,
        BACK_REFERENCE,
        /** With BACK_REFERENCE, a group's own among them, from inside. */
        SELF_REFERENCE,
        INLINE_OPTIONS,
        KEEP_OUT,
        CONDITIONAL,
        RECURSION,
        VERB,
        EMPTY_LOOP
    }

    /** A piece of a pattern and what makes a text that it may match. */
    private record Part(String text, Supplier<String> sample, boolean nullable) {}

    private static final String CHARACTERS = "abcab ABc0_\né-";

    private final SplittableRandom random;

    private final Set<Feature> features;

    private Part last = literal('a');

    private int groups;

    private final List<Integer> closed = new ArrayList<>();

    RandomPattern(long seed, Set<Feature> features) {
        this.random = new SplittableRandom(seed);
        this.features = features;
    }

    /** Makes another pattern. */
    String next() {
        groups = 0;
        closed.clear();
        last = choice(1 + random.nextInt(3));
        return last.text();
    }

    /** Makes letters of options that go with it. */
    String options() {
        StringBuilder options = new StringBuilder();
        for (char option : new char[] {'i', 's', 'm', 'a'}) {
            if (random.nextInt(option == 'a' ? 12 : 5) == 0) {
                options.append(option);
            }
        }
        return options.toString();
    }

    /** Makes a subject for the last pattern. */
    byte[] subject() {
        StringBuilder subject = new StringBuilder();
        noise(subject, random.nextInt(8));
        if (random.nextInt(4) > 0) {
            subject.append(last.sample().get());
            noise(subject, random.nextInt(4));
            if (random.nextInt(4) == 0) {
                subject.append(last.sample().get());
            }
        }
        if (!subject.isEmpty() && random.nextInt(3) == 0) {
            subject.setCharAt(random.nextInt(subject.length()), character());
        }
        if (subject.length() > 64) {
            subject.setLength(64);
        }
        return subject.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void noise(StringBuilder subject, int length) {
        for (int i = 0; i < length; i++) {
            subject.append(character());
        }
    }

    private boolean has(Feature feature, int oneIn) {
        return features.contains(feature) && random.nextInt(oneIn) == 0;
    }

    private char character() {
        return CHARACTERS.charAt(random.nextInt(random.nextBoolean() ? 3 : CHARACTERS.length()));
    }

    private static Part literal(char c) {
        String text = c == '\n' ? "\\n" : c == 'é' ? "\\xe9" : c == '-' ? "\\-" : String.valueOf(c);
        return new Part(text, () -> String.valueOf(c), false);
    }

    private Part choice(int depth) {
        Part first = sequence(depth);
        if (random.nextInt(3) > 0) {
            return first;
        }
        int more = 1 + random.nextInt(2);
        StringBuilder text = new StringBuilder(first.text());
        boolean nullable = first.nullable();
        Part[] options = new Part[more + 1];
        options[0] = first;
        for (int i = 1; i <= more; i++) {
            options[i] = sequence(depth);
            text.append('|').append(options[i].text());
            nullable |= options[i].nullable();
        }
        return new Part(
                text.toString(),
                () -> options[random.nextInt(options.length)].sample().get(),
                nullable);
    }

    private Part sequence(int depth) {
        int length = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
        Part[] parts = new Part[length];
        StringBuilder text = new StringBuilder();
        boolean nullable = true;
        for (int i = 0; i < length; i++) {
            parts[i] = repeated(depth);
            text.append(parts[i].text());
            nullable &= parts[i].nullable();
        }
        return new Part(text.toString(), () -> join(parts), nullable);
    }

    private static String join(Part[] parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.sample().get());
        }
        return text.toString();
    }

    private Part repeated(int depth) {
        Part place = place();
        if (place != null) {
            return place;
        }
        Part body = atom(depth);
        if (random.nextInt(5) > 1 || body.nullable() && !features.contains(Feature.EMPTY_LOOP)) {
            return body;
        }
        int kind = random.nextInt(6);
        int min = kind == 0 || kind == 1 ? 0 : kind == 2 ? 1 : kind == 3 ? 0 : random.nextInt(3);
        int max = kind == 3 ? 1 : min + 1 + random.nextInt(2);
        String quantifier = kind <= 1 ? "*" : kind == 2 ? "+" : kind == 3 ? "?" : bounds(kind, min, max);
        String greed = has(Feature.LAZY, 3) ? "?" : has(Feature.POSSESSIVE, 5) ? "+" : "";
        return new Part(
                body.text() + quantifier + greed,
                () -> {
                    StringBuilder text = new StringBuilder();
                    for (int times = min + random.nextInt(max - min + 1); times > 0; times--) {
                        text.append(body.sample().get());
                    }
                    return text.toString();
                },
                min == 0 || body.nullable());
    }

    private static String bounds(int kind, int min, int max) {
        return kind == 4 ? "{" + min + ",}" : min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
    }

    private Part atom(int depth) {
        int kind = random.nextInt(depth > 0 ? 12 : 8);
        if (kind < 5) {
            return literal(character());
        }
        if (kind < 8) {
            return random.nextInt(4) == 0 ? new Part(".", () -> "c", false) : set();
        }
        if (has(Feature.BACK_REFERENCE, 3) && groups > 0) {
            int group = 1 + random.nextInt(groups);
            if (closed.contains(group) || features.contains(Feature.SELF_REFERENCE)) {
                return new Part("\\" + group + "(?:)", () -> "a", true);
            }
        }
        if (has(Feature.CONDITIONAL, 4) && groups > 0) {
            int group = 1 + random.nextInt(groups);
            return wrap("(?(" + group + ")", sequence(depth - 1), sequence(depth - 1));
        }
        if (has(Feature.RECURSION, 6) && groups > 0) {
            return new Part("(?" + (1 + random.nextInt(groups)) + ")", () -> "ab", true);
        }
        return group(depth);
    }

    private Part group(int depth) {
        if (has(Feature.ATOMIC, 5)) {
            return wrap("(?>", choice(depth - 1), null);
        }
        if (has(Feature.INLINE_OPTIONS, 5)) {
            return wrap(random.nextBoolean() ? "(?i:" : "(?-s:", choice(depth - 1), null);
        }
        if (random.nextInt(3) == 0) {
            return wrap("(?:", choice(depth - 1), null);
        }
        int group = ++groups;
        Part body = choice(depth - 1);
        closed.add(group);
        return wrap("(", body, null);
    }

    private Part wrap(String open, Part body, @Nullable Part other) {
        return other == null
                ? new Part(open + body.text() + ")", body.sample(), body.nullable())
                : new Part(
                        open + body.text() + "|" + other.text() + ")",
                        () -> (random.nextBoolean() ? body : other).sample().get(),
                        body.nullable() || other.nullable());
    }

    /** Something that consumes nothing; null for nothing of that kind. */
    private @Nullable Part place() {
        if (has(Feature.ANCHORS, 12)) {
            return nothing(random.nextBoolean() ? "^" : random.nextBoolean() ? "\\A" : "\\z");
        }
        if (has(Feature.LINE_ENDS, 14)) {
            return nothing(random.nextBoolean() ? "$" : "\\Z");
        }
        if (has(Feature.WORD_EDGES, 14)) {
            return nothing(random.nextInt(3) > 0 ? "\\b" : "\\B");
        }
        if (has(Feature.KEEP_OUT, 20)) {
            return nothing("\\K");
        }
        if (has(Feature.VERB, 20)) {
            String[] verbs = {"(*F)", "(*COMMIT)", "(*PRUNE)", "(*SKIP)", "(*THEN)", "(*ACCEPT)"};
            return nothing(verbs[random.nextInt(verbs.length)]);
        }
        if (has(Feature.LOOK, 12)) {
            boolean behind = random.nextBoolean();
            Part body = behind ? literals() : sequence(0);
            String open = "(?" + (behind ? "<" : "") + (random.nextBoolean() ? "=" : "!");
            return nothing(open + body.text() + ")");
        }
        return null;
    }

    private static Part nothing(String text) {
        return new Part(text, () -> "", true);
    }

    private Part literals() {
        Part one = literal(character());
        Part two = random.nextBoolean() ? set() : literal(character());
        return random.nextBoolean() ? one : new Part(one.text() + two.text(), () -> "", false);
    }

    private Part set() {
        String[] sets = {"[ab]", "[^a]", "\\w", "[a-c]", "\\d", "[^\\n]", "[B-b]", "\\W", "[^\\w]", "[\\x00-\\x40]"};
        String[] spaces = {"\\s", "\\S", "[\\s0]", "\\h"};
        String text = has(Feature.SPACE, 4) ? spaces[random.nextInt(spaces.length)] : sets[random.nextInt(sets.length)];
        return new Part(text, () -> String.valueOf(character()), false);
    }
}
