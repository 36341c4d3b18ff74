// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the suite {@code lua} is told.
 *
 * @param directory whose {@code *.lua} are measured; null for the programs that come with it
 * @param only the names of those to be measured; empty for all
 * @param luajit the command of LuaJIT, whether there is one or not
 * @param rounds how often each program is measured by each engine, in turn
 * @param seconds the least CPU time of a warm-up
 * @param alone whether each program runs in a JVM of its own
 */
record LuaOptions(
        @Nullable Path directory, List<String> only, String luajit, int rounds, double seconds, boolean alone) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException where they can't be understood
     */
    static LuaOptions of(List<String> arguments) {
        Path directory = null;
        List<String> only = List.of();
        String luajit = "luajit";
        int rounds = 3;
        double seconds = 1.5;
        boolean alone = false;
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--alone")) {
                alone = true;
                continue;
            }
            i++;
            if (i == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = arguments.get(i);
            switch (option) {
                case "--programs" -> directory = Path.of(value);
                case "--only" -> only = List.of(value.split(",", -1));
                case "--luajit" -> luajit = value;
                case "--rounds" -> rounds = (int) number(option, value);
                case "--seconds" -> seconds = number(option, value);
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds is at least 1");
        }
        return new LuaOptions(directory, only, luajit, rounds, seconds, alone);
    }

    private static double number(String option, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not \"" + text + "\"", e);
        }
    }
}
