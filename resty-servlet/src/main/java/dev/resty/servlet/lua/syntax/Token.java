// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

/** Kinds of tokens. One of a single character is that character's code. */
final class Token {

    static final int EOF = -1;
    static final int AND = 257;
    static final int BREAK = 258;
    static final int DO = 259;
    static final int ELSE = 260;
    static final int ELSEIF = 261;
    static final int END = 262;
    static final int FALSE = 263;
    static final int FOR = 264;
    static final int FUNCTION = 265;
    static final int GOTO = 266;
    static final int IF = 267;
    static final int IN = 268;
    static final int LOCAL = 269;
    static final int NIL = 270;
    static final int NOT = 271;
    static final int OR = 272;
    static final int REPEAT = 273;
    static final int RETURN = 274;
    static final int THEN = 275;
    static final int TRUE = 276;
    static final int UNTIL = 277;
    static final int WHILE = 278;
    static final int CONCAT = 279;
    static final int DOTS = 280;
    static final int EQUAL = 281;
    static final int GREATER_OR_EQUAL = 282;
    static final int LESS_OR_EQUAL = 283;
    static final int NOT_EQUAL = 284;
    static final int LABEL = 285;
    static final int NUMBER = 286;
    static final int NAME = 287;
    static final int STRING = 288;

    private static final String[] NAMES = {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "nil",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "true",
        "until",
        "while",
        "..",
        "...",
        "==",
        ">=",
        "<=",
        "~=",
        "::",
        "<number>",
        "<name>",
        "<string>"
    };

    private Token() {}

    /** What error messages call a token. */
    static String shown(int token) {
        if (token == EOF) {
            return "<eof>";
        }
        if (token >= AND) {
            return NAMES[token - AND];
        }
        return token < ' ' || token == 127 ? "char(" + token + ")" : String.valueOf((char) token);
    }

    /** Whether a block ends before it. */
    static boolean endsBlock(int token) {
        return switch (token) {
            case ELSE, ELSEIF, END, UNTIL, EOF -> true;
            default -> false;
        };
    }
}
