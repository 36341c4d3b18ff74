// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The words, phrases and two-character operators that SQL dialects know, with the token type of each. Letters match in either
 * case. Also holds the beginnings of phrases, as entries without a type.
 */
final class SqlWords {

    /** The word is {@code NOT}. */
    static final int NOT = 1;

    /** The word is {@code IN} or {@code NOT IN}. */
    static final int MEMBERSHIP = 2;

    /** The word is {@code LIKE} or {@code NOT LIKE}. */
    static final int LIKE = 4;

    /** The word is {@code USER}. */
    static final int USER = 8;

    /** The word usually names a column or a variable, and is a function where a parenthesis follows. */
    static final int CALLABLE = 16;

    /** The word begins a longer phrase. */
    static final int BEGINS_PHRASE = 32;

    private static final int SLOTS = 4096;

    private static final int[] HASHES = new int[SLOTS];

    private static final byte[][] TEXTS = new byte[SLOTS][];

    private static final byte[] TYPES = new byte[SLOTS];

    private static final int[] TRAITS = new int[SLOTS];

    /** For a first byte, a bit for every length that a word beginning so can have. */
    private static final int[] LENGTHS = new int[256];

    static {
        load();
    }

    private SqlWords() {}

    /**
     * Looks a text up.
     *
     * @return a number for the other methods, -1 where the text is neither a word nor the beginning of a phrase
     */
    static int find(byte[] text, int from, int to) {
        return to - from > SqlToken.LIMIT ? -1 : find(text, from, to, hash(text, from, to));
    }

    /** The same for a text whose hash is known: what {@link #hash(int, int)} makes of its bytes, in upper case. */
    static int find(byte[] text, int from, int to, int hash) {
        int length = to - from;
        if (length <= 0 || length > SqlToken.LIMIT || (LENGTHS[upper(text[from]) & 0xff] >>> length & 1) == 0) {
            return -1;
        }
        for (int slot = slot(hash); TEXTS[slot] != null; slot = slot + 1 & SLOTS - 1) {
            if (HASHES[slot] == hash && isAt(TEXTS[slot], text, from, length)) {
                return slot;
            }
        }
        return -1;
    }

    /** The type of a word, {@link SqlType#NONE} for -1 and for what only begins a phrase. */
    static byte type(int word) {
        return word < 0 ? SqlType.NONE : TYPES[word];
    }

    /** Whether a word has one of these traits; false for -1. */
    static boolean has(int word, int traits) {
        return word >= 0 && (TRAITS[word] & traits) != 0;
    }

    private static boolean isAt(byte[] word, byte[] text, int from, int length) {
        if (word.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (word[i] != upper(text[from + i])) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash(hash, upper(text[i]) & 0xff);
        }
        return hash;
    }

    /** The hash of a text that's longer by a byte, 0 to 255. */
    static int hash(int hash, int next) {
        return hash * 31 + next;
    }

    private static int slot(int hash) {
        return hash * 0x9E3779B1 >>> 20;
    }

    /** A letter in upper case, any other byte as it is. */
    static byte upper(byte b) {
        return b >= 'a' && b <= 'z' ? (byte) (b - 0x20) : b;
    }

    private static void load() {
        Map<String, Byte> types = new TreeMap<>();
        for (String line : Resource.lines("sql-words.txt")) {
            String[] parts = line.split("\t");
            for (int i = 1; i < parts.length; i++) {
                types.put(parts[i], (byte) parts[0].charAt(0));
            }
        }
        types.forEach((text, type) -> add(text, type, traits(text)));
        for (String text : types.keySet()) {
            for (int space = text.indexOf(' '); space > 0; space = text.indexOf(' ', space + 1)) {
                add(text.substring(0, space), SqlType.NONE, BEGINS_PHRASE);
            }
        }
    }

    private static void add(String word, byte type, int traits) {
        byte[] text = word.getBytes(StandardCharsets.ISO_8859_1);
        int hash = hash(text, 0, text.length);
        int slot = slot(hash);
        while (TEXTS[slot] != null && !Arrays.equals(TEXTS[slot], text)) {
            slot = slot + 1 & SLOTS - 1;
        }
        if (TEXTS[slot] == null) {
            TEXTS[slot] = text;
            HASHES[slot] = hash;
            TYPES[slot] = type;
            LENGTHS[text[0] & 0xff] |= 1 << text.length;
        }
        TRAITS[slot] |= traits;
    }

    private static int traits(String word) {
        return switch (word) {
            case "NOT" -> NOT;
            case "IN", "NOT IN" -> MEMBERSHIP;
            case "LIKE", "NOT LIKE" -> LIKE;
            case "USER" -> USER | CALLABLE;
            case "USER_ID",
                    "USER_NAME",
                    "DATABASE",
                    "PASSWORD",
                    "CURRENT_USER",
                    "CURRENT_DATE",
                    "CURRENT_TIME",
                    "CURRENT_TIMESTAMP",
                    "LOCALTIME",
                    "LOCALTIMESTAMP" -> CALLABLE;
            default -> 0;
        };
    }
}
