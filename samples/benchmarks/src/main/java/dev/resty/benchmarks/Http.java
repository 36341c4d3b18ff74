// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The suite {@code http}: each variant in a Tomcat of its own, loaded in turn, round by round, so that the machine's
 * drift hits all alike.
 */
final class Http implements Suite {

    private static final double NANOS_PER_MICRO = 1000.0;

    /** A workload in one round. */
    private record Round(double microsPerRequest, double requestsPerSecond) {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String meaning() {
        return "Tomcat with and without the filter: CPU time per request. --rounds 3 --seconds 5 --warmup 8"
                + " --connections 32 --only NAME,NAME --load wrk|java";
    }

    @Override
    public List<Figure> run(List<String> arguments) throws IOException, InterruptedException {
        HttpOptions options = HttpOptions.of(arguments);
        Map<Variant, ServerProcess> servers = new EnumMap<>(Variant.class);
        try {
            for (Workload workload : options.workloads()) {
                if (!servers.containsKey(workload.variant())) {
                    servers.put(workload.variant(), ServerProcess.start(workload.variant()));
                }
            }
            return figures(measure(options, servers));
        } finally {
            for (ServerProcess server : servers.values()) {
                server.close();
            }
        }
    }

    private static Map<Workload, List<Round>> measure(HttpOptions options, Map<Variant, ServerProcess> servers)
            throws IOException, InterruptedException {
        Map<Workload, List<Round>> rounds = new EnumMap<>(Workload.class);
        for (int i = -1; i < options.rounds(); i++) {
            for (Workload workload : options.workloads()) {
                ServerProcess server = servers.get(workload.variant());
                if (server == null) {
                    throw new IllegalStateException(workload.figure());
                }
                int seconds = i < 0 ? options.warmup() : options.seconds();
                if (seconds > 0) {
                    Round round = round(options, server, workload, seconds);
                    if (i >= 0) {
                        rounds.computeIfAbsent(workload, w -> new ArrayList<>()).add(round);
                    }
                }
            }
        }
        return rounds;
    }

    private static Round round(HttpOptions options, ServerProcess server, Workload workload, int seconds)
            throws IOException, InterruptedException {
        long cpu = server.cpu().toNanos();
        long begin = System.nanoTime();
        Load.Answers answers = options.load().run(server.port(), workload.shape(), options.connections(), seconds);
        double elapsed = (System.nanoTime() - begin) / 1e9;
        double used = (server.cpu().toNanos() - cpu) / NANOS_PER_MICRO;
        if (answers.bad() > 0 || answers.good() == 0) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: %d good answers, %d bad", workload.figure(), answers.good(), answers.bad()));
        }
        return new Round(used / answers.good(), answers.good() / elapsed);
    }

    private static List<Figure> figures(Map<Workload, List<Round>> rounds) {
        List<Figure> figures = new ArrayList<>();
        rounds.forEach((workload, measured) -> {
            figures.add(figure(rounds, workload, "cpu", "us", Round::microsPerRequest));
            figures.add(figure(rounds, workload, "throughput", "rps", Round::requestsPerSecond));
        });
        return figures;
    }

    private static Figure figure(
            Map<Workload, List<Round>> rounds,
            Workload workload,
            String kind,
            String unit,
            ToDoubleFunction<Round> value) {
        Figure.Peer peer = null;
        List<Round> compared = rounds.get(workload.peer());
        if (compared != null && workload.peer() != workload) {
            peer = new Figure.Peer(
                    name(workload.peer(), kind), samples(compared, value).median());
        }
        return new Figure(name(workload, kind), samples(rounds.getOrDefault(workload, List.of()), value), unit, peer);
    }

    private static String name(Workload workload, String kind) {
        return "http." + workload.figure() + "." + kind;
    }

    private static Samples samples(List<Round> rounds, ToDoubleFunction<Round> value) {
        return Samples.of(rounds.stream().mapToDouble(value).toArray());
    }
}
