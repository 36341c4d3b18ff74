// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Makes expressions of a kind, and fills templates in. */
final class Expressions {

    private static final int DEEPEST = 3;
    private static final String[] NUMBERS = {
        "0",
        "1",
        "2",
        "3",
        "-1",
        "0.5",
        "-2.5",
        "1e3",
        "10",
        "100",
        "7",
        "-0",
        "1/0",
        "-1/0",
        "0/0",
        "2^31",
        "2^53",
        "0x10",
        "1e15",
        "1e300",
        "-7",
        "1.25e-5",
        "4294967295",
        "-2147483648",
        "0.1",
        "255",
        "65536"
    };
    private static final String[] FINITE = {"0", "1", "-1", "2.5", "3.14159", "-0.125", "1e10", "123456.789", "1e-5"};
    private static final String[] STRINGS = {
        "\"\"",
        "\"a\"",
        "'abc'",
        "\"10\"",
        "\"0x1F\"",
        "'hello world'",
        "\"a,b,,c\"",
        "[[x\ny]]",
        "\"\\0\\255\"",
        "'Z'",
        "\" 5 \"",
        "'key=value'",
        "\"aXbX\"",
        "'-3.5'",
        "\"\\65\\x42\\u{43}\""
    };
    private static final String[] PATTERNS = {
        "%w+", "a", "[ab]", "%d*", ".-b", "l+", "[^%s]+", "%s", "^%a", "x?", "%f[%w]%w", ".", "[a-z]*", "%b()", "o$"
    };
    private static final String[] SETS = {"a-c", "%d", "^x", "%w_", "^%s", "xyz", "%-", "]a"};
    private static final String[] WRONG = {"fns.nope", "undefinedx", "fns.nope", "glob0", "tick"};
    private static final String[] KEYS = {"x", "y", "key", "v", "n"};

    private final Random random;
    private final Names names;
    private final Templates templates;
    private int depth;

    Expressions(Random random, Names names, Templates templates) {
        this.random = random;
        this.names = names;
        this.templates = templates;
    }

    /** An expression that can stand anywhere, in parentheses where it is not a name or a constant. */
    String operand(Kind kind) {
        String variable = random.nextInt(100) < 55 ? names.any(kind) : null;
        if (variable != null) {
            return variable;
        }
        String expression = of(kind);
        return expression.matches("\\w+|\"[^\"]*\"") ? expression : "(" + expression + ")";
    }

    /** An expression that can stand in a list. */
    String of(Kind kind) {
        if (kind == Kind.ANY) {
            return any();
        }
        String variable = names.any(kind);
        if (variable != null && random.nextInt(100) < 40) {
            return variable;
        }
        if (depth >= DEEPEST || random.nextInt(100) < 30) {
            return simple(kind);
        }
        depth++;
        String expression = fill(pick(templates.section(kind.name().toLowerCase(java.util.Locale.ROOT))));
        depth--;
        return expression;
    }

    private String any() {
        return switch (random.nextInt(9)) {
            case 0 -> "nil";
            case 1 -> of(Kind.BOOLEAN);
            case 2, 3 -> of(Kind.STRING);
            case 4 -> of(Kind.LIST);
            case 5 -> of(Kind.MAP);
            case 6 -> random.nextInt(4) == 0 ? of(Kind.FUNCTION) : of(Kind.NUMBER);
            default -> of(Kind.NUMBER);
        };
    }

    private String simple(Kind kind) {
        return switch (kind) {
            case NUMBER -> random.nextInt(3) == 0 ? pick(NUMBERS) : String.valueOf(random.nextInt(20) - 5);
            case STRING -> pick(STRINGS);
            case BOOLEAN -> random.nextBoolean() ? "true" : "false";
            case LIST -> "{" + random.nextInt(9) + ", " + random.nextInt(9) + "}";
            case MAP -> "{" + pick(KEYS) + " = " + random.nextInt(9) + "}";
            case FUNCTION -> "function(...) return (...) end";
            case OBJECT -> "object(" + random.nextInt(9) + ")";
            case ANY -> "nil";
        };
    }

    /**
     * A template with what its braces ask for, but for blocks, which {@code blocks} makes. A slash ends the scope of the
     * template's own names.
     */
    String fill(String template, Function<String, String> blocks) {
        StringBuilder text = new StringBuilder();
        int mark = names.mark();
        String first = "nil";
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '\\' && template.charAt(i + 1) == '{') {
                text.append('{');
                i++;
            } else if (c == '{') {
                int end = template.indexOf('}', i);
                String asked = template.substring(i + 1, end);
                if (asked.equals("1")) {
                    text.append(first);
                } else if (asked.equals("name")) {
                    String name = names.fresh();
                    names.add(name, first.equals("nil") ? Kind.NUMBER : Kind.ANY);
                    first = first.equals("nil") ? name : first;
                    text.append(name);
                } else if (asked.equals("/")) {
                    names.release(mark);
                } else if (asked.endsWith("block")) {
                    text.append(blocks.apply(asked));
                } else {
                    boolean list = isListed(text, template, end + 1);
                    text.append(asked(asked, list));
                }
                i = end;
            } else {
                text.append(c);
            }
        }
        names.release(mark);
        return text.toString();
    }

    private String fill(String template) {
        return fill(template, block -> {
            throw new IllegalStateException("a block in an expression: " + template);
        });
    }

    /** Whether what is filled in stands alone between commas and parentheses. */
    private static boolean isListed(CharSequence before, String template, int after) {
        String text = before.toString().stripTrailing();
        boolean begins = text.endsWith("(") || text.endsWith(",");
        return begins && after < template.length() && (template.charAt(after) == ')' || template.charAt(after) == ',');
    }

    private String asked(String asked, boolean list) {
        return switch (asked) {
            case "n" -> list ? of(Kind.NUMBER) : operand(Kind.NUMBER);
            case "s" -> list ? of(Kind.STRING) : operand(Kind.STRING);
            case "b" -> list ? of(Kind.BOOLEAN) : operand(Kind.BOOLEAN);
            case "t" -> list ? of(Kind.LIST) : operand(Kind.LIST);
            case "m" -> list ? of(Kind.MAP) : operand(Kind.MAP);
            case "f" -> list ? of(Kind.FUNCTION) : operand(Kind.FUNCTION);
            case "o", "n2o" -> operand(Kind.OBJECT);
            case "v" -> list ? any() : "(" + any() + ")";
            case "v1" -> anything();
            case "s1" -> "\"<%0>" + random.nextInt(5) + "\"";
            case "i" -> String.valueOf(random.nextInt(6));
            case "p" -> String.valueOf(1 + random.nextInt(5));
            case "z" -> String.valueOf(random.nextInt(15) - 5);
            case "base" -> String.valueOf(6 + random.nextInt(31));
            case "fin" -> pick(FINITE);
            case "k" -> pick(KEYS);
            case "pat" -> pick(PATTERNS);
            case "set" -> pick(SETS);
            case "wrong" -> wrong();
            default -> throw new IllegalArgumentException(asked);
        };
    }

    private String anything() {
        String variable = names.any(Kind.ANY);
        if (variable != null && random.nextInt(3) > 0) {
            return variable;
        }
        return switch (random.nextInt(6)) {
            case 0 -> "nil";
            case 1 -> "true";
            case 2 -> "{}";
            case 3 -> "(" + pick(NUMBERS) + ")";
            case 4 -> "next";
            default -> "(" + pick(STRINGS) + ")";
        };
    }

    private String wrong() {
        Kind kind = random.nextBoolean() ? Kind.NUMBER : Kind.BOOLEAN;
        String variable = names.any(random.nextInt(4) == 0 ? Kind.ANY : kind);
        return variable != null && random.nextBoolean() ? variable : pick(WRONG);
    }

    String pick(String... from) {
        return from[random.nextInt(from.length)];
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
