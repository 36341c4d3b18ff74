// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs the same random programs by two engines and collects what differs. */
final class Comparison {

    private static final int BATCH = 500;
    private static final int MOST_SHRUNK = 10;

    private final Engine one;
    private final Engine other;
    private final List<String> differences = new ArrayList<>();
    private int differing;

    Comparison(Engine one, Engine other) {
        this.one = one;
        this.other = other;
    }

    /** How many programs differed. */
    int differing() {
        return differing;
    }

    /** The first of them, each as a small program and the lines it leaves behind in either engine. */
    List<String> differences() {
        return differences;
    }

    Comparison run(long seed, int programs) {
        for (int from = 0; from < programs; from += BATCH) {
            List<String> batch = new ArrayList<>();
            for (int i = from; i < Math.min(programs, from + BATCH); i++) {
                batch.add(ProgramGenerator.program(seed + i));
            }
            CompletableFuture<List<String>> running = CompletableFuture.supplyAsync(() -> one.run(batch));
            List<String> b = other.run(batch);
            List<String> a = running.join();
            for (int i = 0; i < batch.size(); i++) {
                if (differ(a.get(i), b.get(i))) {
                    differing++;
                    report(seed + from + i, batch.get(i));
                }
            }
        }
        return this;
    }

    private void report(long seed, String program) {
        if (differences.size() >= MOST_SHRUNK) {
            return;
        }
        String small = new Shrinker(this::differs).shrink(program);
        differences.add("seed " + seed + ":\n" + small + "\n" + difference(result(one, small), result(other, small)));
    }

    private boolean differs(String program) {
        String a = result(one, program);
        return !a.startsWith("syntax: ") && !a.equals(Engine.ENDLESS) && differ(a, result(other, program));
    }

    /** How deep a stack is differs, and with it all that follows. */
    private static boolean differ(String a, String b) {
        return !a.equals(b) && !a.contains("stack overflow") && !b.contains("stack overflow");
    }

    private static String result(Engine engine, String program) {
        return engine.run(List.of(program)).get(0);
    }

    private static String difference(String a, String b) {
        String[] first = a.split("\n", -1);
        String[] second = b.split("\n", -1);
        int i = 0;
        while (i < first.length && i < second.length && first[i].equals(second[i])) {
            i++;
        }
        return "--> " + (i < first.length ? first[i] : "(nothing)") + "\n--> "
                + (i < second.length ? second[i] : "(nothing)") + "\n";
    }
}
