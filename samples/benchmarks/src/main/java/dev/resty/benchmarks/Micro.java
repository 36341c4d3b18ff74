// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The suite {@code micro}: JMH, whose own options it takes. All figures are CPU time. */
final class Micro implements Suite {

    /** Parts and what they are compared with. */
    private static final Map<String, String> PEERS = Map.of(
            "dictGet", "mapGet",
            "dictSet", "mapPut",
            "dictIncr", "mapCount",
            "lockUnlock", "reentrantLock",
            "cacheHit", "caffeineGet",
            "trivialLua", "baton");

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public String meaning() {
        return "requests through an in-memory pipeline, and its parts; takes JMH's options";
    }

    @Override
    public List<Figure> run(List<String> arguments) throws RunnerException {
        try {
            return run(new OptionsBuilder().parent(new CommandLineOptions(arguments.toArray(String[]::new))));
        } catch (CommandLineOptionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Runs what the options choose. */
    static List<Figure> run(ChainedOptionsBuilder builder) throws RunnerException {
        Options options = builder.addProfiler(CpuTime.class).build();
        Collection<RunResult> results = new Runner(options).run();
        Map<String, Samples> nanos = new LinkedHashMap<>();
        for (RunResult result : results) {
            nanos.put(name(result), samples(result));
        }
        List<Figure> figures = new ArrayList<>();
        nanos.forEach((name, value) -> add(figures, name, value, nanos));
        return figures;
    }

    private static Samples samples(RunResult result) {
        List<Double> values = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                Result<?> cpu = iteration.getSecondaryResults().get(CpuTime.LABEL);
                if (cpu != null) {
                    values.add(cpu.getScore());
                }
            }
        }
        return Samples.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static String name(RunResult result) {
        String workload = result.getParams().getParam("workload");
        if (workload != null) {
            return Workload.valueOf(workload).figure();
        }
        String benchmark = result.getParams().getBenchmark();
        String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
        String arguments = result.getParams().getParam("arguments");
        if (arguments != null) {
            return method + "." + arguments.toLowerCase(Locale.ROOT);
        }
        String engine = result.getParams().getParam("engine");
        return engine == null
                ? method
                : method + "." + RegexEngine.valueOf(engine).figure();
    }

    /** What a part is compared with; null where nothing is. */
    private static @Nullable String peer(String part) {
        String ours = "." + RegexEngine.RESTY.figure();
        return part.endsWith(ours)
                ? part.substring(0, part.length() - ours.length()) + "." + RegexEngine.JDK.figure()
                : PEERS.get(part);
    }

    private static void add(List<Figure> figures, String name, Samples nanos, Map<String, Samples> all) {
        Workload workload = Workload.named(name);
        Workload compared = workload == null || workload.variant() == Variant.BARE ? null : workload;
        String peerName = compared == null ? peer(name) : compared.peer().figure();
        Samples peer = peerName == null ? null : all.get(peerName);
        if (peer == null) {
            figures.add(new Figure("micro." + name, nanos, "ns", null));
            return;
        }
        figures.add(new Figure("micro." + name, nanos, "ns", new Figure.Peer("micro." + peerName, peer.median())));
        if (compared != null) {
            figures.add(new Figure("micro." + name + ".added", nanos.minus(peer.median()), "ns", null));
        }
    }
}
