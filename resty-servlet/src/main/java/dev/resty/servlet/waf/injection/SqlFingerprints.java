// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/**
 * The known fingerprints: types of up to five tokens, letters in upper case. As a number, five bits for each symbol, the last in
 * the lowest bits; in an open hash table.
 */
final class SqlFingerprints {

    private static final String ALPHABET = "1&(),:;ABCEFKNOSTUVX";

    private static final int BITS = 5;

    private static final int SLOT_BITS = 15;

    private static final byte[] SYMBOLS = symbols();

    private static final int[] TABLE = load();

    private SqlFingerprints() {}

    /** The number of a token's type, 0 where no fingerprint has such a token. */
    static int symbol(byte type) {
        return SYMBOLS[type];
    }

    /** The code of a fingerprint that's longer by a symbol. */
    static int append(int code, int symbol) {
        return code << BITS | symbol;
    }

    static boolean isKnown(int code) {
        int slot = slot(code);
        while (TABLE[slot] != 0) {
            if (TABLE[slot] == code) {
                return true;
            }
            slot = slot + 1 & TABLE.length - 1;
        }
        return false;
    }

    private static int slot(int code) {
        return code * 0x9E3779B1 >>> 32 - SLOT_BITS;
    }

    private static byte[] symbols() {
        byte[] symbols = new byte[128];
        for (int i = 0; i < ALPHABET.length(); i++) {
            char symbol = ALPHABET.charAt(i);
            symbols[symbol] = (byte) (i + 1);
            symbols[Character.toLowerCase(symbol)] = (byte) (i + 1);
        }
        return symbols;
    }

    /** Each line has the first symbols of some fingerprints, then what these end with; a dot where that's nothing. */
    private static int[] load() {
        int[] table = new int[1 << SLOT_BITS];
        for (String line : Resource.lines("sql-fingerprints.txt")) {
            String[] parts = line.split(" ");
            for (int i = 1; i < parts.length; i++) {
                int code = code(code(0, parts[0]), parts[i].equals(".") ? "" : parts[i]);
                int slot = slot(code);
                while (table[slot] != 0) {
                    slot = slot + 1 & table.length - 1;
                }
                table[slot] = code;
            }
        }
        return table;
    }

    private static int code(int start, String symbols) {
        int code = start;
        for (int i = 0; i < symbols.length(); i++) {
            code = append(code, symbol((byte) symbols.charAt(i)));
        }
        return code;
    }
}
