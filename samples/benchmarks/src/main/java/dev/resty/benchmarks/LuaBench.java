// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The suite {@code lua}: programs that compute, by our engine and, where it is installed, by LuaJIT with and without its
 * compiler, in turn. All figures are CPU time of the thread, medians after warm-up.
 */
final class LuaBench implements Suite {

    private static final int RUNS = 9;

    @Override
    public String name() {
        return "lua";
    }

    @Override
    public String meaning() {
        return "Lua programs by our engine and by LuaJIT, where that is installed";
    }

    @Override
    public List<Figure> run(List<String> arguments) throws Exception {
        LuaOptions options = LuaOptions.of(arguments);
        Path scratch = Files.createTempDirectory("bench-lua");
        LuaProgram measure = LuaProgram.own(LuaProgram.MEASURE, scratch);
        boolean luajit = isThere(options.luajit());
        List<Figure> figures = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (LuaProgram program : LuaProgram.chosen(options, scratch)) {
            Row row = new Row(program, options, luajit ? measure : null);
            row.measure();
            figures.addAll(row.figures());
            Double ratio = row.ratio();
            if (ratio != null && !program.isSinkable()) {
                ratios.add(ratio);
            }
        }
        if (!ratios.isEmpty()) {
            double[] all = ratios.stream().mapToDouble(Double::doubleValue).toArray();
            double mean = Math.exp(DoubleStream.of(all).map(Math::log).sum() / all.length);
            Samples extremes = Samples.of(all);
            figures.add(new Figure("lua.mean", new Samples(mean, extremes.least(), extremes.most()), "luajit", null));
        }
        return figures;
    }

    private static boolean isThere(String luajit) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(luajit, "-v")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** One program by all engines. */
    private static final class Row {

        private final LuaProgram program;
        private final LuaOptions options;
        private final @Nullable LuaProgram measure;
        private final List<Double> ours = new ArrayList<>();
        private final List<Double> compiled = new ArrayList<>();
        private final List<Double> interpreted = new ArrayList<>();

        Row(LuaProgram program, LuaOptions options, @Nullable LuaProgram measure) {
            this.program = program;
            this.options = options;
            this.measure = measure;
        }

        void measure() throws IOException, InterruptedException {
            LuaRuns engine = options.alone() ? null : new LuaRuns(program.file());
            for (int round = 0; round < options.rounds(); round++) {
                String expected = engine == null ? alone() : engine.runs(options.seconds(), RUNS, ours);
                if (measure != null) {
                    same(expected, luajit(compiled));
                    same(expected, luajit(interpreted, "-joff"));
                }
            }
            System.err.printf(
                    Locale.ROOT,
                    "%-14s %8.3f ms %s%n",
                    program.name(),
                    samples(ours).median(),
                    compiled.isEmpty()
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "luajit %8.3f ratio %6.2f  -joff %8.3f ratio %6.2f",
                                    samples(compiled).median(),
                                    samples(ours).median() / samples(compiled).median(),
                                    samples(interpreted).median(),
                                    samples(ours).median()
                                            / samples(interpreted).median()));
        }

        private void same(String ours, String theirs) {
            if (!ours.equals(theirs)) {
                throw new IllegalStateException(
                        program.name() + " gives " + ours + " by our engine, " + theirs + " by LuaJIT");
            }
        }

        private String luajit(List<Double> millis, String... flags) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            command.add(options.luajit());
            command.addAll(List.of(flags));
            command.add(String.valueOf(measure == null ? "" : measure.file()));
            command.addAll(List.of("0.3", String.valueOf(RUNS), program.file().toString()));
            return output(command, millis);
        }

        private String alone() throws IOException, InterruptedException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return output(
                    List.of(
                            java,
                            "-cp",
                            System.getProperty("java.class.path"),
                            LuaRuns.class.getName(),
                            String.valueOf(options.seconds()),
                            String.valueOf(RUNS),
                            program.file().toString()),
                    ours);
        }

        /** Runs a program that prints milliseconds and, at last, a checksum. */
        private static String output(List<String> command, List<Double> millis)
                throws IOException, InterruptedException {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> lines;
            try (var reader = process.inputReader()) {
                lines = reader.lines().toList();
            }
            if (process.waitFor() != 0 || lines.isEmpty()) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
            for (String line : lines.subList(0, lines.size() - 1)) {
                millis.add(Double.valueOf(line));
            }
            return lines.get(lines.size() - 1);
        }

        private static Samples samples(List<Double> values) {
            return Samples.of(values.stream().mapToDouble(Double::doubleValue).toArray());
        }

        @Nullable Double ratio() {
            return compiled.isEmpty()
                    ? null
                    : samples(ours).median() / samples(compiled).median();
        }

        List<Figure> figures() {
            String name = "lua." + program.name();
            if (compiled.isEmpty()) {
                return List.of(new Figure(name, samples(ours), "ms", null));
            }
            Figure.Peer peer =
                    new Figure.Peer(name + ".luajit", samples(compiled).median());
            return List.of(
                    new Figure(name, samples(ours), "ms", peer),
                    new Figure(peer.name(), samples(compiled), "ms", null),
                    new Figure(name + ".luajit-joff", samples(interpreted), "ms", peer));
        }
    }
}
