// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing program small by leaving lines out. */
final class Shrinker {

    private static final int MOST_TRIES = 600;

    /** A try that doesn't end takes seconds. */
    private static final long MOST_NANOS = 60_000_000_000L;

    private final Predicate<String> fails;
    private final long begun = System.nanoTime();
    private int tries;

    Shrinker(Predicate<String> fails) {
        this.fails = fails;
    }

    /** A program that still fails, with as few lines as were found. */
    String shrink(String program) {
        List<String> lines = new ArrayList<>(List.of(program.split("\n")));
        for (int size = lines.size() / 2; size >= 1 && goesOn(); ) {
            boolean shorter = false;
            for (int from = lines.size() - size; from >= 0 && goesOn(); from -= Math.max(1, size / 2)) {
                List<String> fewer = new ArrayList<>(lines);
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                tries++;
                if (fails.test(String.join("\n", fewer))) {
                    lines = fewer;
                    shorter = true;
                    from = Math.min(from, lines.size() - size + Math.max(1, size / 2));
                }
            }
            size = shorter && size > 1 ? Math.min(size, lines.size() / 2) : size / 2;
            if (shorter && size < 1 && lines.size() > 1) {
                size = 1;
            }
        }
        return String.join("\n", lines);
    }

    private boolean goesOn() {
        return tries < MOST_TRIES && System.nanoTime() - begun < MOST_NANOS;
    }
}
