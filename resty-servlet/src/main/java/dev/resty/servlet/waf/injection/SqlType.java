// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/** The types of SQL tokens. Each is the character that stands for it in a fingerprint. */
final class SqlType {

    static final byte NONE = 0;
    static final byte KEYWORD = 'k';
    static final byte UNION = 'U';
    static final byte GROUP = 'B';
    static final byte EXPRESSION = 'E';
    static final byte DATA_TYPE = 't';
    static final byte FUNCTION = 'f';
    static final byte BAREWORD = 'n';
    static final byte NUMBER = '1';
    static final byte VARIABLE = 'v';
    static final byte STRING = 's';
    static final byte OPERATOR = 'o';
    static final byte LOGIC = '&';
    static final byte COMMENT = 'c';
    static final byte COLLATE = 'A';
    static final byte OPEN = '(';
    static final byte CLOSE = ')';
    static final byte OPEN_BRACE = '{';
    static final byte CLOSE_BRACE = '}';
    static final byte DOT = '.';
    static final byte COMMA = ',';
    static final byte COLON = ':';
    static final byte SEMICOLON = ';';
    static final byte STATEMENT = 'T';
    static final byte UNKNOWN = '?';
    static final byte EVIL = 'X';
    static final byte BACKSLASH = '\\';

    private SqlType() {}

    /** Whether it's a bareword, a number, a string or a variable: something that has a value by itself. */
    static boolean isValue(byte type) {
        return type == BAREWORD || type == NUMBER || type == STRING || type == VARIABLE;
    }

    /** Whether a token of this type can be the first part of a phrase such as {@code UNION ALL}. */
    static boolean startsPhrase(byte type) {
        return switch (type) {
            case KEYWORD, BAREWORD, OPERATOR, UNION, FUNCTION, EXPRESSION, STATEMENT, DATA_TYPE -> true;
            default -> false;
        };
    }

    /** Whether a token of this type can be a later part of a phrase. */
    static boolean continuesPhrase(byte type) {
        return type == LOGIC || startsPhrase(type);
    }
}
