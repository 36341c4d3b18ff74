// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pattern on java.util.regex: PCRE's syntax is translated, bytes are searched in place. */
final class JdkPattern implements Pattern {

    /** PCRE gives up after ten million calls of its match function; each reads a few characters. */
    private static final long DEFAULT_STEPS = 40_000_000;

    private static final long STEPS_PER_BYTE = 100;

    private final java.util.regex.Pattern compiled;
    private final PatternOptions options;
    private final PcreTranslation translation;
    private final int matchLimit;

    private JdkPattern(
            java.util.regex.Pattern compiled, PatternOptions options, PcreTranslation translation, int matchLimit) {
        this.compiled = compiled;
        this.options = options;
        this.translation = translation;
        this.matchLimit = matchLimit;
    }

    static JdkPattern compile(String pattern, PatternOptions options, int matchLimit) {
        if (options.longest() || options.duplicateNames() || options.javaScript()) {
            char option = options.longest() ? 'd' : options.duplicateNames() ? 'D' : 'J';
            throw new PatternSyntaxException("option \"" + option + "\" is not supported", pattern, 0);
        }
        PcreTranslation translation = PcreTranslation.of(pattern, options);
        try {
            return new JdkPattern(
                    java.util.regex.Pattern.compile(translation.java(), flags(options)),
                    options,
                    translation,
                    matchLimit);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new PatternSyntaxException(e.getDescription(), pattern, pattern.length());
        } catch (StackOverflowError e) {
            throw new PatternSyntaxException("regular expression is too complicated", pattern, pattern.length());
        }
    }

    private static int flags(PatternOptions options) {
        int flags = java.util.regex.Pattern.UNIX_LINES;
        if (options.caseless()) {
            flags |= java.util.regex.Pattern.CASE_INSENSITIVE;
        }
        if (options.multiline()) {
            flags |= java.util.regex.Pattern.MULTILINE;
        }
        if (options.dotAll()) {
            flags |= java.util.regex.Pattern.DOTALL;
        }
        if (options.utf()) {
            flags |= java.util.regex.Pattern.UNICODE_CASE;
        }
        return flags;
    }

    @Override
    public int groupCount() {
        return translation.groupCount();
    }

    @Override
    public Map<String, List<Integer>> groupNames() {
        return translation.names().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, name -> List.of(name.getValue())));
    }

    @Override
    public boolean find(String subject) {
        return find(subject.getBytes(StandardCharsets.ISO_8859_1), 0, new int[2 * (groupCount() + 1)]);
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        int[] found = new int[2 * (groupCount() + 1)];
        if (!find(Arrays.copyOfRange(bytes, begin, end), from - begin, found)) {
            return false;
        }
        for (int i = 0; i < groups.length; i++) {
            groups[i] = found[i] < 0 ? -1 : found[i] + begin;
        }
        return true;
    }

    @Override
    public boolean find(byte[] subject, int from, int[] groups) {
        long steps = matchLimit > 0 ? matchLimit : DEFAULT_STEPS + STEPS_PER_BYTE * subject.length;
        if (!options.utf()) {
            return search(new Subject.Bytes(subject, steps), from, null, groups);
        }
        String text = Utf8.decode(subject);
        if (text == null) {
            throw new RegexExecException(RegexExecException.BAD_UTF8);
        }
        int start = text.length() == subject.length ? from : Utf8.charOffset(text, from);
        if (start < 0) {
            throw new RegexExecException(RegexExecException.BAD_UTF8_OFFSET);
        }
        return search(new Subject.Text(text, steps), start, text.length() == subject.length ? null : text, groups);
    }

    private boolean search(Subject subject, int from, @Nullable String text, int[] groups) {
        try {
            return searchHere(subject, from, text, groups);
        } catch (StackOverflowError e) {
            return DeepStack.run(() -> searchHere(subject, from, text, groups));
        }
    }

    private boolean searchHere(Subject subject, int from, @Nullable String text, int[] groups) {
        Matcher matcher = compiled.matcher(subject)
                .useAnchoringBounds(false)
                .useTransparentBounds(true)
                .region(from, subject.length());
        if (!(options.anchored() ? matcher.lookingAt() : matcher.find())) {
            return false;
        }
        for (int group = 0; group <= groupCount(); group++) {
            int java = translation.javaGroup(group);
            int start = matcher.start(java);
            int end = matcher.end(java);
            groups[2 * group] = text == null || start < 0 ? start : Utf8.byteOffset(text, start);
            groups[2 * group + 1] = text == null || end < 0 ? end : Utf8.byteOffset(text, end);
        }
        int kept = keptStart(matcher);
        if (kept >= 0) {
            groups[0] = text == null ? kept : Utf8.byteOffset(text, kept);
        }
        return true;
    }

    /** Where the last {@code \K} that took part stands; -1 without one. */
    private int keptStart(Matcher matcher) {
        int kept = -1;
        for (int java : translation.keepGroups()) {
            kept = Math.max(kept, matcher.start(java));
        }
        return kept;
    }
}
