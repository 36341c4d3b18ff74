// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.PrintStream;
import java.util.List;

/** The program: {@code bench SUITE [options]} prints one line per figure. */
public final class Bench {

    private static final List<Suite> SUITES = List.of(new Http(), new LuaBench(), new Micro());

    private Bench() {}

    /** Runs the suite that the first argument names; lists the suites where there is none of that name. */
    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.out, System.err));
    }

    /**
     * Runs a suite.
     *
     * @return the exit status: 0, or 2 where the arguments can't be understood
     */
    static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        for (Suite suite : SUITES) {
            if (suite.name().equals(name)) {
                try {
                    List<String> rest = List.of(arguments).subList(1, arguments.length);
                    suite.run(rest).forEach(figure -> out.println(figure.line()));
                    return 0;
                } catch (IllegalArgumentException e) {
                    err.println("bench " + name + ": " + e.getMessage());
                    return 2;
                }
            }
        }
        err.println(
                (name.isEmpty() ? "which suite?" : "no suite \"" + name + "\";") + " bench SUITE [options], of which:");
        SUITES.forEach(suite -> err.println("  " + suite.name() + "  " + suite.meaning()));
        return 2;
    }
}
