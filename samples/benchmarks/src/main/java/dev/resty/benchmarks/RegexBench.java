// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.benchmarks.RegexEngine.Compiled;
import dev.resty.benchmarks.RegexEngine.Subject;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Regular expressions: the same patterns and subjects with each engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RegexBench {

    private static final Subject WWW = Subject.of("www.example.test");

    /** Which engine: a name of {@link RegexEngine}'s. */
    @Param({"RESTY", "JDK", "JONI", "RE2J"})
    public String engine = "RESTY";

    private RegexEngine compiler = RegexEngine.RESTY;
    private Compiled miss = compiler.compile(RegexRules.MISS, "");
    private Compiled missCaseless = compiler.compile(RegexRules.MISS, "i");
    private Compiled hit = compiler.compile(RegexRules.HIT, "");
    private Compiled host = compiler.compile(RegexRules.HOST, "");
    private Compiled word = compiler.compile("[a-z]+ing\\b", "");
    private Compiled[] rules = {};
    private int turn;

    /** Compiles with the chosen engine and checks what it finds. */
    @Setup(Level.Trial)
    public void compileAll() {
        compiler = RegexEngine.valueOf(engine);
        miss = compiler.compile(RegexRules.MISS, "");
        missCaseless = compiler.compile(RegexRules.MISS, "i");
        hit = compiler.compile(RegexRules.HIT, "");
        host = compiler.compile(RegexRules.HOST, "");
        word = compiler.compile("[a-z]+ing\\b", "");
        rules = RegexRules.WAF.stream().map(rule -> compiler.compile(rule, "i")).toArray(Compiled[]::new);
        int length = RegexRules.PAGE.bytes().length;
        if (miss.matches(RegexRules.TEXT)
                || missCaseless.matches(RegexRules.TEXT)
                || hit.groups(RegexRules.TEXT) != 190 + 190 + 195 + 198
                || host.replace(RegexRules.PAGE, WWW) != length - 16 * ("internal".length() - "www".length())
                || word.matches(RegexRules.PROSE)
                || waf(RegexRules.TEXT)) {
            throw new IllegalStateException(engine + " finds something else");
        }
    }

    private boolean waf(Subject subject) {
        for (Compiled rule : rules) {
            if (rule.matches(subject)) {
                return true;
            }
        }
        return false;
    }

    private Subject shortText() {
        return RegexRules.SHORT.get(turn++ & 3);
    }

    /** No match in 200 bytes. */
    @Benchmark
    public boolean regexMiss() {
        return miss.matches(RegexRules.TEXT);
    }

    /** The same without regard to case. */
    @Benchmark
    public boolean regexMissCaseless() {
        return missCaseless.matches(RegexRules.TEXT);
    }

    /** A match at the end of 200 bytes: whether there is one. */
    @Benchmark
    public boolean regexHit() {
        return hit.matches(RegexRules.TEXT);
    }

    /** The same with the bounds of three groups. */
    @Benchmark
    public int regexGroups() {
        return hit.groups(RegexRules.TEXT);
    }

    /** Twenty rules over 200 bytes. */
    @Benchmark
    public boolean regexRules() {
        return waf(RegexRules.TEXT);
    }

    /** Sixteen matches in 16 KiB, replaced. */
    @Benchmark
    public int regexReplace() {
        return host.replace(RegexRules.PAGE, WWW);
    }

    /** A pattern is compiled. */
    @Benchmark
    public Object regexCompile() {
        return compiler.compile(RegexRules.MISS, "i");
    }

    /** A pattern is compiled and searched with once. */
    @Benchmark
    public boolean regexCompileAndMiss() {
        return compiler.compile(RegexRules.MISS, "i").matches(RegexRules.TEXT);
    }

    /** No match in 10 to 40 bytes, in turn. */
    @Benchmark
    public boolean regexShort() {
        return missCaseless.matches(shortText());
    }

    /** Twenty rules over 10 to 40 bytes, in turn. */
    @Benchmark
    public boolean regexShortRules() {
        return waf(shortText());
    }

    /** No match in 64 KiB. */
    @Benchmark
    public boolean regexLong() {
        return missCaseless.matches(RegexRules.PROSE);
    }

    /** No match in 64 KiB of a pattern that starts with what is everywhere. */
    @Benchmark
    public boolean regexLongWord() {
        return word.matches(RegexRules.PROSE);
    }
}
