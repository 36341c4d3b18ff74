// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What the suite {@code http} is told.
 *
 * @param rounds how often each workload is measured
 * @param seconds how long it is loaded each time
 * @param warmup how long it is loaded before, in seconds
 */
record HttpOptions(int rounds, int seconds, int warmup, int connections, List<Workload> workloads, Load load) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException where they can't be understood
     */
    static HttpOptions of(List<String> arguments) {
        int rounds = 3;
        int seconds = 5;
        int warmup = 8;
        int connections = 32;
        List<Workload> workloads = List.of(Workload.values());
        Load load = Load.best();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = arguments.get(i + 1);
            switch (option) {
                case "--rounds" -> rounds = number(option, value, 1);
                case "--seconds" -> seconds = number(option, value, 1);
                case "--warmup" -> warmup = number(option, value, 0);
                case "--connections" -> connections = number(option, value, 1);
                case "--only" -> workloads = workloads(value);
                case "--load" -> load = load(value);
                default -> throw new IllegalArgumentException("there is no option " + option);
            }
        }
        return new HttpOptions(rounds, seconds, warmup, connections, workloads, load);
    }

    private static int number(String option, String text, int least) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not \"" + text + "\"", e);
        }
        throw new IllegalArgumentException(option + " is at least " + least);
    }

    /** The workloads of those names, each with its peer. */
    private static List<Workload> workloads(String names) {
        List<Workload> chosen = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            Workload workload = Workload.named(name);
            if (workload == null) {
                throw new IllegalArgumentException("there is no workload \"" + name + "\"");
            }
            if (!chosen.contains(workload.peer())) {
                chosen.add(workload.peer());
            }
            if (!chosen.contains(workload)) {
                chosen.add(workload);
            }
        }
        return chosen;
    }

    private static Load load(String name) {
        return switch (name) {
            case "wrk" -> new WrkLoad();
            case "java" -> new JavaLoad();
            default -> throw new IllegalArgumentException("--load is wrk or java");
        };
    }
}
