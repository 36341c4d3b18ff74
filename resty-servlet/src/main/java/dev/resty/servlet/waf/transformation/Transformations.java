// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SecLang's transformations by their names. */
public final class Transformations {

    private static final Map<String, Transformation> NAMED = named(
            new Base64Decode("base64Decode", false),
            new Base64Decode("base64DecodeExt", true),
            new Base64Encode(),
            new CmdLine(),
            new CompressWhitespace(),
            new CssDecode(),
            new EscapeSeqDecode(),
            new HexDecode(),
            new HexEncode(),
            new HtmlEntityDecode(),
            new JsDecode(),
            new Length(),
            new LetterCase("lowercase", false),
            new LetterCase("uppercase", true),
            new Digest("md5", "MD5"),
            new NormalizePath("normalizePath", false),
            new NormalizePath("normalisePath", false),
            new NormalizePath("normalizePathWin", true),
            new NormalizePath("normalisePathWin", true),
            Parity.even(),
            Parity.odd(),
            Parity.zero(),
            new PhpArgsNames(),
            new RemoveComments(),
            new RemoveCommentsChar(),
            new RemoveNulls(),
            new RemoveWhitespace(),
            new ReplaceComments(),
            new ReplaceNulls(),
            new Digest("sha1", "SHA-1"),
            new SqlHexDecode(),
            new Trim("trim", true, true),
            new Trim("trimLeft", true, false),
            new Trim("trimRight", false, true),
            new UrlDecode(),
            new UrlDecodeUni(null),
            new UrlEncode(),
            new Utf8ToUnicode());

    private Transformations() {}

    private static Map<String, Transformation> named(Transformation... all) {
        Map<String, Transformation> named = new HashMap<>();
        for (Transformation transformation : all) {
            named.put(transformation.name().toLowerCase(Locale.ROOT), transformation);
        }
        return Map.copyOf(named);
    }

    /**
     * The transformation of a name in any case; null where SecLang has none. {@code none}, which empties a rule's list, is none
     * of them.
     */
    public static @Nullable Transformation named(String name) {
        return NAMED.get(name.toLowerCase(Locale.ROOT));
    }

    /** As {@link #named(String)}, with what {@code SecUnicodeMapFile} says; null for no map. */
    public static @Nullable Transformation named(String name, @Nullable UnicodeMap map) {
        return map != null && name.equalsIgnoreCase("urlDecodeUni") ? new UrlDecodeUni(map) : named(name);
    }

    /** All of them, in no order. */
    static Stream<Transformation> all() {
        return NAMED.values().stream();
    }
}
