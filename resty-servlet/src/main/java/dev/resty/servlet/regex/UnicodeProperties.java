// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The characters of {@code \p{name}}.
 *
 * <p>Differs from OpenResty: they are those of the Java runtime's version of Unicode, not of PCRE's.
 */
final class UnicodeProperties {

    /** {@code [:graph:]}, {@code [:print:]} and {@code [:punct:]} with {@code (*UCP)}: no names that a pattern can have. */
    static final String GRAPH = "{graph}";

    static final String PRINT = "{print}";

    static final String PUNCT = "{punct}";

    private static final Map<String, Integer> CATEGORIES = categories();

    private static final Map<String, Character.UnicodeScript> SCRIPTS = scripts();

    private static final Map<String, int[]> KNOWN = new ConcurrentHashMap<>();

    private static final int LETTERS = mask("L");

    private static final int NUMBERS = mask("N");

    private static final int SEPARATORS = mask("Z");

    /** What {@code [:graph:]} stands for with {@code (*UCP)}, but for a few. */
    private static final int GRAPHIC = LETTERS | mask("M") | NUMBERS | mask("P") | mask("S") | mask("Cf");

    private UnicodeProperties() {}

    /** The ranges of a property, in order and apart, not to be changed; null for an unknown name. */
    static int @Nullable [] named(String name) {
        int[] known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        IntPredicate predicate = predicate(name);
        if (predicate == null) {
            return null;
        }
        int[] ranges = ranges(predicate);
        KNOWN.put(name, ranges);
        return ranges;
    }

    private static @Nullable IntPredicate predicate(String name) {
        if (CATEGORIES.containsKey(name)) {
            return isOf(mask(name));
        }
        return switch (name) {
            case "L&" -> isOf(mask("Lu") | mask("Ll") | mask("Lt"));
            case "Any" -> c -> true;
            case "Xan" -> isOf(LETTERS | NUMBERS);
            case "Xwd" -> isOf(LETTERS | NUMBERS).or(c -> c == '_');
            case "Xsp", "Xps" -> isOf(SEPARATORS).or(c -> c >= '\t' && c <= '\r' || c == 0x85 || c == 0x180E);
            case "Xuc" -> c -> c == '$' || c == '@' || c == '`' || c >= 0xA0 && (c < 0xD800 || c > 0xDFFF);
            case GRAPH -> isOf(GRAPHIC).and(c -> c != 0x180E && !isInvisible(c));
            case PRINT -> isOf(GRAPHIC | mask("Zs")).and(c -> !isInvisible(c));
            case PUNCT -> isOf(mask("P")).or(c -> c < 0x80 && isOf(mask("S")).test(c));
            default -> {
                Character.UnicodeScript script = SCRIPTS.get(name);
                yield script == null ? null : c -> Character.UnicodeScript.of(c) == script;
            }
        };
    }

    /** Controls of the direction of text, which {@code [:graph:]} and {@code [:print:]} leave out. */
    private static boolean isInvisible(int c) {
        return c == 0x61C || c >= 0x2066 && c <= 0x2069;
    }

    private static IntPredicate isOf(int mask) {
        return c -> (mask >>> Character.getType(c) & 1) != 0;
    }

    private static int[] ranges(IntPredicate predicate) {
        int[] ranges = new int[64];
        int count = 0;
        boolean within = false;
        for (int c = 0; c <= CodePoints.MAX; c++) {
            if (predicate.test(c) != within) {
                if (count + 2 > ranges.length) {
                    ranges = Arrays.copyOf(ranges, 2 * count);
                }
                ranges[count++] = within ? c - 1 : c;
                within = !within;
            }
        }
        if (within) {
            ranges[count++] = CodePoints.MAX;
        }
        return Arrays.copyOf(ranges, count);
    }

    /** The types that a category is made of, as bits. */
    private static int mask(String category) {
        int mask = 0;
        for (Map.Entry<String, Integer> entry : CATEGORIES.entrySet()) {
            if (entry.getKey().startsWith(category)) {
                mask |= entry.getValue();
            }
        }
        return mask;
    }

    private static Map<String, Integer> categories() {
        Map<String, Integer> categories = new HashMap<>();
        for (String whole : new String[] {"C", "L", "M", "N", "P", "S", "Z"}) {
            categories.put(whole, 0);
        }
        categories.put("Cc", 1 << Character.CONTROL);
        categories.put("Cf", 1 << Character.FORMAT);
        categories.put("Cn", 1 << Character.UNASSIGNED);
        categories.put("Co", 1 << Character.PRIVATE_USE);
        categories.put("Cs", 1 << Character.SURROGATE);
        categories.put("Ll", 1 << Character.LOWERCASE_LETTER);
        categories.put("Lm", 1 << Character.MODIFIER_LETTER);
        categories.put("Lo", 1 << Character.OTHER_LETTER);
        categories.put("Lt", 1 << Character.TITLECASE_LETTER);
        categories.put("Lu", 1 << Character.UPPERCASE_LETTER);
        categories.put("Mc", 1 << Character.COMBINING_SPACING_MARK);
        categories.put("Me", 1 << Character.ENCLOSING_MARK);
        categories.put("Mn", 1 << Character.NON_SPACING_MARK);
        categories.put("Nd", 1 << Character.DECIMAL_DIGIT_NUMBER);
        categories.put("Nl", 1 << Character.LETTER_NUMBER);
        categories.put("No", 1 << Character.OTHER_NUMBER);
        categories.put("Pc", 1 << Character.CONNECTOR_PUNCTUATION);
        categories.put("Pd", 1 << Character.DASH_PUNCTUATION);
        categories.put("Pe", 1 << Character.END_PUNCTUATION);
        categories.put("Pf", 1 << Character.FINAL_QUOTE_PUNCTUATION);
        categories.put("Pi", 1 << Character.INITIAL_QUOTE_PUNCTUATION);
        categories.put("Po", 1 << Character.OTHER_PUNCTUATION);
        categories.put("Ps", 1 << Character.START_PUNCTUATION);
        categories.put("Sc", 1 << Character.CURRENCY_SYMBOL);
        categories.put("Sk", 1 << Character.MODIFIER_SYMBOL);
        categories.put("Sm", 1 << Character.MATH_SYMBOL);
        categories.put("So", 1 << Character.OTHER_SYMBOL);
        categories.put("Zl", 1 << Character.LINE_SEPARATOR);
        categories.put("Zp", 1 << Character.PARAGRAPH_SEPARATOR);
        categories.put("Zs", 1 << Character.SPACE_SEPARATOR);
        return categories;
    }

    /** Scripts by their names as PCRE writes them: {@code Old_Italic}. */
    private static Map<String, Character.UnicodeScript> scripts() {
        Map<String, Character.UnicodeScript> scripts = new HashMap<>();
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            StringBuilder name = new StringBuilder(script.name().toLowerCase(Locale.ROOT));
            for (int i = 0; i < name.length(); i++) {
                if (i == 0 || name.charAt(i - 1) == '_') {
                    name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
                }
            }
            scripts.put(name.toString(), script);
        }
        scripts.remove("Unknown");
        return scripts;
    }
}
