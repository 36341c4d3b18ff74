// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Twenty rules as a set, which the other engines don't have: beside {@link RegexBench#regexRules} one by one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RegexSetBench {

    private final PatternSet rules = PatternSet.of(
            RegexRules.WAF.stream().map(rule -> Pattern.compile(rule, "i")).toList());
    private final long[] hits = new long[1];
    private int turn;

    private boolean find(byte[] bytes) {
        return rules.find(bytes, 0, bytes.length, hits);
    }

    /** Over 200 bytes. */
    @Benchmark
    public boolean regexSet() {
        return find(RegexRules.TEXT.bytes());
    }

    /** Over 10 to 40 bytes, in turn. */
    @Benchmark
    public boolean regexShortSet() {
        return find(RegexRules.SHORT.get(turn++ & 3).bytes());
    }

    /** Over 64 KiB. */
    @Benchmark
    public boolean regexLongSet() {
        return find(RegexRules.PROSE.bytes());
    }
}
