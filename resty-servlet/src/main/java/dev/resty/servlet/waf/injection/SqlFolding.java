// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/**
 * Reduces a token stream to at most five tokens that tell an injection from a text: drops what stands before the first operand,
 * joins phrases, evaluates away arithmetic, lists, casts and doubled parentheses, and keeps a comment only where it's last.
 *
 * <p>A window of two and then three tokens moves over the ones kept so far. Where a rule applies, tokens are taken off the end and
 * the window usually goes back to the start, so that the shortened expression can be shortened further. Each step but those that
 * only change a type reads or drops a token, so the time is linear in the input.
 */
final class SqlFolding {

    /** How many tokens make a fingerprint. */
    static final int FINGERPRINT = 5;

    private enum Step {
        /** A rule applied: look at the window again. */
        AGAIN,
        /** No rule has applied: widen or move the window. */
        ON,
        /** The answer is known. */
        STOP
    }

    /** One more than a fingerprint, since a token's successor can change its type. */
    private final SqlToken[] tokens = new SqlToken[FINGERPRINT + 1];

    private final SqlToken comment = new SqlToken();

    private final byte[] phrase = new byte[2 * SqlToken.LIMIT + 1];

    private final SqlScanner in;

    /** Where the window begins. */
    private int left;

    /** How many tokens are kept. */
    private int end;

    private boolean more;

    SqlFolding(SqlScanner scanner) {
        in = scanner;
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = new SqlToken();
        }
    }

    SqlToken token(int index) {
        return tokens[index];
    }

    /** Reads tokens from the scanner as far as needed, and says how many are left, 0 to 5. */
    int fold() {
        left = 0;
        end = 0;
        more = true;
        comment.clear();
        skipPrelude();
        if (!more) {
            return 0;
        }
        end = 1;
        while (true) {
            if (end >= FINGERPRINT) {
                dropParenthesised();
            }
            if (!more || left >= FINGERPRINT) {
                break;
            }
            read(2);
            if (end - left < 2) {
                left = end;
                continue;
            }
            Step step = pair(tokens[left], tokens[left + 1]);
            if (step == Step.STOP) {
                return left + 2;
            }
            if (step == Step.AGAIN) {
                continue;
            }
            read(3);
            if (end - left < 3) {
                left = end;
            } else if (triple(tokens[left], tokens[left + 1], tokens[left + 2]) == Step.ON) {
                left++;
            }
        }
        if (end < FINGERPRINT && comment.type == SqlType.COMMENT) {
            tokens[end++].copy(comment);
        }
        return Math.min(end, FINGERPRINT);
    }

    /** Skips comments, opening parentheses, types and signs before the first other token. */
    private void skipPrelude() {
        SqlToken first = tokens[0];
        do {
            more = in.next(first);
        } while (more
                && (first.type == SqlType.COMMENT
                        || first.type == SqlType.OPEN
                        || first.type == SqlType.DATA_TYPE
                        || first.isUnary(in.input)));
    }

    /** Reads until the window has {@code wanted} tokens. Comments are left out; one that comes last is remembered. */
    private void read(int wanted) {
        while (more && end <= FINGERPRINT && end - left < wanted) {
            SqlToken next = tokens[end];
            more = in.next(next);
            if (!more) {
                return;
            }
            if (next.type == SqlType.COMMENT) {
                comment.copy(next);
            } else {
                comment.type = SqlType.NONE;
                end++;
            }
        }
    }

    /** Where all five tokens are an expression in parentheses such as {@code 1+(2)}, leaves its first operand. */
    private void dropParenthesised() {
        boolean applies =
                switch (tokens[0].type) {
                    case SqlType.NUMBER ->
                        isShape('o', '(', '1', ')') || isShape(',', '(', '1', ')') || isShape(')', ',', '(', '1');
                    case SqlType.BAREWORD ->
                        isShape('o', '(', 'n', ')') || isShape('o', '(', '1', ')') || isShape(')', 'o', '(', 'n');
                    default -> false;
                };
        if (applies) {
            left = 0;
            if (end > FINGERPRINT) {
                tokens[1].copy(tokens[FINGERPRINT]);
                end = 2;
            } else {
                end = 1;
            }
        }
    }

    private boolean isShape(char second, char third, char fourth, char fifth) {
        return tokens[1].type == second
                && tokens[2].type == third
                && tokens[3].type == fourth
                && tokens[4].type == fifth;
    }

    private Step drop(int count, int newLeft) {
        end -= count;
        left = newLeft;
        return Step.AGAIN;
    }

    private int oneBack() {
        return Math.max(left - 1, 0);
    }

    private Step pair(SqlToken a, SqlToken b) {
        switch (a.type) {
            case SqlType.STRING, SqlType.SEMICOLON:
                if (b.type == a.type) {
                    return drop(1, left);
                }
                // Transact-SQL's IF is a statement, elsewhere it's a function
                if (a.type == SqlType.SEMICOLON && b.type == SqlType.FUNCTION && isIf(b)) {
                    b.type = SqlType.STATEMENT;
                    return Step.AGAIN;
                }
                break;
            case SqlType.LOGIC:
                if (b.type == SqlType.DATA_TYPE || b.isUnary(in.input)) {
                    return drop(1, 0);
                }
                break;
            case SqlType.OPEN:
                if (b.isUnary(in.input)) {
                    return drop(1, oneBack());
                }
                if (b.type == SqlType.OPEN) {
                    return drop(1, 0);
                }
                break;
            case SqlType.CLOSE:
                if (b.type == SqlType.CLOSE) {
                    return drop(1, 0);
                }
                break;
            case SqlType.COLLATE:
                if (b.type == SqlType.BAREWORD && hasUnderscore(b)) {
                    // there are too many collations to list
                    b.type = SqlType.DATA_TYPE;
                    left = 0;
                }
                break;
            case SqlType.BACKSLASH:
                return backslash(a, b);
            case SqlType.OPEN_BRACE:
                if (b.type == SqlType.BAREWORD) {
                    return brace(b);
                }
                break;
            default:
                if (SqlType.startsPhrase(a.type) || a.type == SqlType.VARIABLE) {
                    return words(a, b);
                }
        }
        return b.type == SqlType.CLOSE_BRACE ? drop(1, 0) : Step.ON;
    }

    /** Rules for a pair whose first is a word, a variable or an operator. */
    private Step words(SqlToken a, SqlToken b) {
        if (a.type == SqlType.OPERATOR && (b.type == SqlType.DATA_TYPE || b.isUnary(in.input))) {
            return drop(1, 0);
        }
        if (join(a, b)) {
            return drop(1, oneBack());
        }
        switch (a.type) {
            case SqlType.BAREWORD, SqlType.VARIABLE:
                if (b.type == SqlType.OPEN && SqlWords.has(a.lookUp(in.input), SqlWords.CALLABLE)) {
                    a.word = a.lookUp(in.input);
                    a.type = SqlType.FUNCTION;
                    return Step.AGAIN;
                }
                break;
            case SqlType.KEYWORD:
                if (SqlWords.has(a.word, SqlWords.MEMBERSHIP)) {
                    a.type = b.type == SqlType.OPEN ? SqlType.OPERATOR : SqlType.BAREWORD;
                    return Step.AGAIN;
                }
                break;
            case SqlType.OPERATOR:
                if (SqlWords.has(a.word, SqlWords.LIKE)) {
                    if (b.type == SqlType.OPEN) {
                        a.type = SqlType.FUNCTION;
                    }
                    return Step.ON;
                }
                break;
            case SqlType.DATA_TYPE:
                if (SqlType.isValue(b.type)
                        || b.type == SqlType.DATA_TYPE
                        || b.type == SqlType.OPEN
                        || b.type == SqlType.FUNCTION) {
                    a.copy(b);
                    return drop(1, 0);
                }
                break;
            default:
        }
        return b.type == SqlType.CLOSE_BRACE ? drop(1, 0) : Step.ON;
    }

    /** Transact-SQL reads {@code \%1} as {@code 0 % 1}, and {@code \1} as {@code 1}. */
    private Step backslash(SqlToken a, SqlToken b) {
        if (b.isArithmetic(in.input)) {
            a.type = SqlType.NUMBER;
            return drop(0, 0);
        }
        a.copy(b);
        return drop(1, 0);
    }

    /** ODBC's {@code {name expression}} is the expression. An empty name is nothing but an evasion for MySQL. */
    private Step brace(SqlToken name) {
        if (name.length() == 0) {
            name.type = SqlType.EVIL;
            return Step.STOP;
        }
        return drop(2, 0);
    }

    /** Makes one token of two that are a known phrase together. */
    private boolean join(SqlToken a, SqlToken b) {
        if (!SqlWords.has(a.word, SqlWords.BEGINS_PHRASE)
                || !SqlType.startsPhrase(a.type)
                || !SqlType.continuesPhrase(b.type)) {
            return false;
        }
        int size = a.copyText(in.input, phrase, 0);
        phrase[size] = ' ';
        size = b.copyText(in.input, phrase, size + 1);
        int word = SqlWords.find(phrase, 0, size);
        byte type = SqlWords.type(word);
        if (type == SqlType.NONE) {
            return false;
        }
        a.setPhrase(type, word, phrase, size);
        return true;
    }

    private Step triple(SqlToken a, SqlToken b, SqlToken c) {
        switch (a.type) {
            case SqlType.NUMBER, SqlType.BAREWORD, SqlType.VARIABLE, SqlType.STRING:
                return isOneOperand(a, b, c) ? drop(2, 0) : Step.ON;
            case SqlType.OPERATOR:
                return b.type != SqlType.OPEN && c.type == SqlType.OPERATOR ? drop(2, 0) : Step.ON;
            case SqlType.LOGIC:
                return c.type == SqlType.LOGIC ? drop(2, 0) : Step.ON;
            case SqlType.KEYWORD, SqlType.EXPRESSION, SqlType.GROUP, SqlType.COMMA:
                return sign(a, b, c);
            case SqlType.FUNCTION:
                // USER() has no arguments, so user(foo) isn't that function
                if (b.type == SqlType.OPEN && c.type != SqlType.CLOSE && SqlWords.has(a.word, SqlWords.USER)) {
                    a.type = SqlType.BAREWORD;
                }
                return Step.ON;
            default:
                return Step.ON;
        }
    }

    /** Whether an operation, a list, a cast or a qualified name is as good as its first operand. */
    private boolean isOneOperand(SqlToken a, SqlToken b, SqlToken c) {
        return switch (b.type) {
            case SqlType.OPERATOR ->
                switch (c.type) {
                    case SqlType.NUMBER, SqlType.BAREWORD -> a.type != SqlType.STRING;
                    case SqlType.VARIABLE -> a.type == SqlType.VARIABLE;
                    case SqlType.DATA_TYPE -> isCast(b);
                    default -> false;
                };
            case SqlType.COMMA -> SqlType.isValue(c.type);
            case SqlType.DOT -> a.type == SqlType.BAREWORD && c.type == SqlType.BAREWORD;
            default -> false;
        };
    }

    /** Drops a sign after a keyword or a comma: {@code SELECT -1}, {@code 1,-1}, {@code LIMIT +(2)}; and the dot of SELECT .name. */
    private Step sign(SqlToken a, SqlToken b, SqlToken c) {
        if (a.type == SqlType.EXPRESSION && b.type == SqlType.DOT && c.type == SqlType.BAREWORD) {
            b.copy(c);
            return drop(1, 0);
        }
        boolean applies = c.type == SqlType.OPEN
                ? a.type != SqlType.KEYWORD
                : c.type == SqlType.FUNCTION || SqlType.isValue(c.type);
        if (!applies || !b.isUnary(in.input)) {
            return Step.ON;
        }
        b.copy(c);
        // in a list the operand goes too, as it would have without the sign
        return drop(a.type == SqlType.COMMA && SqlType.isValue(c.type) ? 3 : 1, 0);
    }

    private boolean isIf(SqlToken token) {
        return (token.at(in.input, 0) | 0x20) == 'i' && (token.at(in.input, 1) | 0x20) == 'f';
    }

    private boolean isCast(SqlToken token) {
        return token.length() == 2 && token.at(in.input, 0) == ':' && token.at(in.input, 1) == ':';
    }

    private boolean hasUnderscore(SqlToken token) {
        for (int i = 0; i < token.length() && token.at(in.input, i) != 0; i++) {
            if (token.at(in.input, i) == '_') {
                return true;
            }
        }
        return false;
    }
}
