// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an input in one context after another, and judges its fingerprint: it has to be one of the known ones, and the short ones,
 * which texts have too, need further signs.
 */
final class SqlVerdict {

    private static final byte[] SP_PASSWORD = "sp_password".getBytes(StandardCharsets.ISO_8859_1);

    private final SqlScanner in = new SqlScanner();

    private final SqlFolding folding = new SqlFolding(in);

    private int size;

    /**
     * The fingerprint of the first context that the input is an injection in, or null.
     *
     * @param signs what {@link SqlBytes#signs} says of the input
     */
    @Nullable String fingerprint(byte[] bytes, int from, int to, int signs) {
        String found = inContext(bytes, from, to, (byte) 0);
        if (found == null && (signs & SqlBytes.SINGLE_QUOTE) != 0) {
            found = inContext(bytes, from, to, (byte) '\'');
        }
        // only MySQL has strings in double quotes
        if (found == null && (signs & SqlBytes.DOUBLE_QUOTE) != 0) {
            found = test(bytes, from, to, (byte) '"', true);
        }
        in.release();
        return found;
    }

    private @Nullable String inContext(byte[] bytes, int from, int to, byte quote) {
        String found = test(bytes, from, to, quote, false);
        if (found == null && (in.sawTightDashes || in.sawHash)) {
            found = test(bytes, from, to, quote, true);
        }
        return found;
    }

    private @Nullable String test(byte[] bytes, int from, int to, byte quote, boolean asMySql) {
        in.start(bytes, from, to, quote, asMySql);
        size = folding.fold();
        if (size == 0) {
            return null;
        }
        SqlToken last = folding.token(size - 1);
        // PHP's trick: an empty name in an unclosed backtick is a comment to MySQL
        if (size > 2 && last.type == SqlType.BAREWORD && last.opened == '`' && last.length() == 0 && last.closed == 0) {
            last.type = SqlType.COMMENT;
        }
        for (int i = 0; i < size; i++) {
            if (type(i) == SqlType.EVIL) {
                return "X";
            }
        }
        return isKnown() && isInjection() ? text() : null;
    }

    private byte type(int index) {
        return folding.token(index).type;
    }

    private boolean isKnown() {
        int code = 0;
        for (int i = 0; i < size; i++) {
            int symbol = SqlFingerprints.symbol(type(i));
            if (symbol == 0) {
                return false;
            }
            code = SqlFingerprints.append(code, symbol);
        }
        return SqlFingerprints.isKnown(code);
    }

    private String text() {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append((char) type(i));
        }
        return text.toString();
    }

    /** Whether a known fingerprint is an injection, and not a text that happens to have it. */
    private boolean isInjection() {
        // SQL Server leaves what contains this out of its log
        if (size > 1 && type(size - 1) == SqlType.COMMENT && containsSpPassword()) {
            return true;
        }
        return switch (size) {
            case 2 -> isPairInjection();
            case 3 -> isTripleInjection();
            default -> true;
        };
    }

    private boolean isPairInjection() {
        SqlToken first = folding.token(0);
        SqlToken second = folding.token(1);
        if (second.type == SqlType.UNION) {
            return in.tokens != 2;
        }
        byte sign = second.at(in.input, 0);
        if (sign == '#') {
            return false;
        }
        boolean isComment = second.type == SqlType.COMMENT;
        if (first.type == SqlType.BAREWORD && isComment && sign != '/') {
            return false;
        }
        if (first.type == SqlType.NUMBER && isComment) {
            return sign == '/' || in.tokens > 2 || isCommentAfter(first.length());
        }
        // 1-- is a probe, but people also write -- in texts
        return second.length() <= 2 || sign != '-';
    }

    /** Whether white space or a comment follows the number that the input begins with: 1234-ab-- is an identifier. */
    private boolean isCommentAfter(int length) {
        byte next = in.byteAt(in.from + length);
        byte afterNext = in.byteAt(in.from + length + 1);
        // bytes are signed: beyond ASCII counts as white space
        return next <= ' ' || next == '/' && afterNext == '*' || next == '-' && afterNext == '-';
    }

    private boolean isTripleInjection() {
        SqlToken first = folding.token(0);
        SqlToken second = folding.token(1);
        SqlToken third = folding.token(2);
        boolean isLogic = second.type == SqlType.LOGIC;
        if (first.type == SqlType.STRING
                && third.type == SqlType.STRING
                && (isLogic || second.type == SqlType.OPERATOR)) {
            // foo' + 'bar: the quotes are turned outside
            return first.opened == 0 && third.closed == 0 && first.closed == third.opened;
        }
        if (isLogic && isPlainLogic(first.type, third.type)) {
            return in.tokens != 3;
        }
        if (second.type == SqlType.KEYWORD) {
            return startsInto(second);
        }
        return true;
    }

    /** What a text can have around its "and" or "or". */
    private static boolean isPlainLogic(byte first, byte third) {
        return switch (first) {
            case SqlType.STRING -> third == SqlType.BAREWORD;
            case SqlType.BAREWORD -> third == SqlType.NUMBER;
            case SqlType.NUMBER -> third == SqlType.NUMBER || third == SqlType.VARIABLE || third == SqlType.STRING;
            default -> false;
        };
    }

    /** Only INTO OUTFILE and INTO DUMPFILE. */
    private boolean startsInto(SqlToken token) {
        if (token.length() < 5) {
            return false;
        }
        for (int i = 0; i < 4; i++) {
            if ((token.at(in.input, i) & ~0x20) != "INTO".charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean containsSpPassword() {
        for (int i = in.from; i + SP_PASSWORD.length <= in.to; i++) {
            int same = 0;
            while (same < SP_PASSWORD.length && in.input[i + same] == SP_PASSWORD[same]) {
                same++;
            }
            if (same == SP_PASSWORD.length) {
                return true;
            }
        }
        return false;
    }
}
