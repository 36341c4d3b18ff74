// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.lua.Worker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;

/**
 * Runs of one {@link LuaProgram} by our engine. As a program of its own, {@code LuaRuns SECONDS RUNS FILE}, it prints what
 * {@code measure.lua} prints.
 */
final class LuaRuns {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Runs whose median is compared with that of those before, to tell if HotSpot is done. */
    private static final int BLOCK = 5;

    /** How much longer than told a warm-up may take. */
    private static final int PATIENCE = 6;

    private final Worker worker = new Worker(0);
    private final LuaFunction program;

    LuaRuns(Path file) throws IOException {
        LuaFunction chunk = worker.load(Files.readAllBytes(file), "@" + file.getFileName());
        program = (LuaFunction) worker.run(this, chunk, LuaValue.NONE).arg1();
    }

    /** Prints the runs of a file. */
    public static void main(String[] arguments) throws IOException {
        List<Double> millis = new ArrayList<>();
        LuaRuns runs = new LuaRuns(Path.of(arguments[2]));
        String checksum = runs.runs(Double.parseDouble(arguments[0]), Integer.parseInt(arguments[1]), millis);
        millis.forEach(System.out::println);
        System.out.println(checksum);
    }

    /**
     * Warms up and runs.
     *
     * @param seconds the least CPU time of the warm-up, which goes on until runs don't get faster
     * @param millis gets the CPU time of each run
     * @return what the program gave at last, a number as {@code %.14g}
     */
    String runs(double seconds, int count, List<Double> millis) {
        long start = THREADS.getCurrentThreadCpuTime();
        double before = Double.MAX_VALUE;
        double last = Double.MAX_VALUE;
        double used;
        do {
            before = last;
            double[] block = new double[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                block[i] = run();
            }
            Arrays.sort(block);
            last = block[BLOCK / 2];
            used = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
        } while (used < seconds || last < before * 0.97 && used < seconds * PATIENCE);
        for (int i = 0; i < count; i++) {
            millis.add(run());
        }
        return text(worker.run(this, program, LuaValue.NONE).arg1());
    }

    private double run() {
        long before = THREADS.getCurrentThreadCpuTime();
        worker.run(this, program, LuaValue.NONE);
        return (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
    }

    private String text(LuaValue checksum) {
        LuaValue format = worker.globals().get("string").get("format");
        return worker.run(this, (LuaFunction) format, LuaValue.varargsOf(LuaValue.valueOf("%.14g"), checksum))
                .arg1()
                .tojstring();
    }
}
