// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PCRE's names for sets of characters and what java.util.regex has for them. */
final class PcreNames {

    private static final Map<String, String> POSIX = Map.ofEntries(
            Map.entry("alpha", "a-zA-Z"),
            Map.entry("lower", "a-z"),
            Map.entry("upper", "A-Z"),
            Map.entry("alnum", "a-zA-Z0-9"),
            Map.entry("ascii", "\\x00-\\x7f"),
            Map.entry("blank", " \\t"),
            Map.entry("cntrl", "\\x00-\\x1f\\x7f"),
            Map.entry("digit", "0-9"),
            Map.entry("graph", "\\x21-\\x7e"),
            Map.entry("print", "\\x20-\\x7e"),
            Map.entry("punct", "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e"),
            Map.entry("space", "\\s"),
            Map.entry("word", "\\w"),
            Map.entry("xdigit", "0-9a-fA-F"));

    private static final Set<String> CATEGORIES = Set.of(
            "C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd",
            "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp",
            "Zs");

    private PcreNames() {}

    /** The inside of a class for a POSIX class's name; null for an unknown name. */
    static @Nullable String posix(String name, boolean caseless) {
        boolean cased = name.equals("lower") || name.equals("upper");
        return POSIX.get(caseless && cased ? "alpha" : name);
    }

    /** The inside of a class for a Unicode property's name; null for an unknown name. */
    static @Nullable String property(String name) {
        if (CATEGORIES.contains(name)) {
            return "\\p{" + name + "}";
        }
        switch (name) {
            case "L&":
                return "\\p{Lu}\\p{Ll}\\p{Lt}";
            case "Any":
                return "\\x{0}-\\x{10FFFF}";
            case "Xan":
                return "\\p{L}\\p{N}";
            case "Xwd":
                return "\\p{L}\\p{N}_";
            case "Xsp", "Xps":
                return "\\p{Z}\\t-\\r";
            default:
                return script(name);
        }
    }

    private static @Nullable String script(String name) {
        try {
            return "\\p{script=" + Character.UnicodeScript.forName(name).name() + "}";
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }
}
