// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import java.util.Random;

/** Patterns and subjects at random that have words in common, so that there is something to look for. */
final class RandomPatterns {

    private static final List<String> WORDS =
            List.of("union", "select", "un", "or ", "<script", "=", "javascript:", "vbscript:", "--", "aA", "b");

    private static final List<String> ATOMS = List.of(
            "\\s*",
            "\\s+",
            "[^>]*",
            ".",
            ".*?",
            "\\d",
            "[a-c]",
            "\\w+",
            "\\b",
            "^",
            "$",
            "(?:^|;)",
            "\\B",
            "(?=u)",
            "(?<!n)",
            "x?",
            "[;&|]",
            "\\A",
            "\\z",
            "\\G",
            "a{2,3}",
            "(?>o|or)",
            "\\n",
            "\\K");

    private final Random random;

    RandomPatterns(Random random) {
        this.random = random;
    }

    String next(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(item(depth));
        }
        return text.toString();
    }

    private String item(int depth) {
        int kind = random.nextInt(depth > 0 ? 9 : 6);
        if (kind < 3) {
            return WORDS.get(random.nextInt(WORDS.size()));
        } else if (kind < 6) {
            return ATOMS.get(random.nextInt(ATOMS.size()));
        } else if (kind == 6) {
            return "(" + next(depth - 1) + ")"
                    + List.of("", "?", "*", "+", "{2}").get(random.nextInt(5));
        }
        StringBuilder text = new StringBuilder("(?:").append(next(depth - 1));
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append('|').append(next(depth - 1));
        }
        return text.append(')')
                .append(List.of("", "", "?", "+?").get(random.nextInt(4)))
                .toString();
    }

    String subject() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            switch (random.nextInt(6)) {
                case 0 -> text.append(word.toUpperCase(java.util.Locale.ROOT));
                case 1 -> text.append(" aa;bc\n".charAt(random.nextInt(7)));
                case 2 -> text.append(word, 0, random.nextInt(word.length() + 1));
                default -> text.append(word);
            }
        }
        return text.toString();
    }
}
