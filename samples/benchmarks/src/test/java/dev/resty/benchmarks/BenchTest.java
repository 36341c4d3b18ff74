// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program runs, each benchmark for a moment: what is measured here says nothing. */
class BenchTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int bench(String... arguments) throws Exception {
        return Bench.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
    }

    @Test
    void micro_oneIteration_printsALineForEachFigure() throws Exception {
        int status = bench("micro", "-f", "0", "-wi", "0", "-i", "1", "-r", "1ms", "-foe", "true", "-v", "SILENT");
        String report = out.toString(StandardCharsets.UTF_8);
        assertThat(status).isZero();
        for (Workload workload : Workload.values()) {
            assertThat(report).contains("figure micro." + workload.figure() + " ");
        }
        assertThat(report).contains("figure micro.baton ").contains("vs micro.mapGet");
        assertThat(report.lines())
                .allMatch(line -> line.matches("figure \\S+ \\S+ ns( ratio \\S+ vs \\S+)? range \\S+\\.\\.\\S+"));
    }

    @Test
    void http_oneRound_comparesWithTheBareApplication() throws Exception {
        int status = bench(
                "http",
                "--rounds",
                "1",
                "--seconds",
                "1",
                "--warmup",
                "0",
                "--connections",
                "2",
                "--load",
                "java",
                "--only",
                "limiter");
        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .anyMatch(line ->
                        line.matches("figure http.limiter.cpu \\S+ us ratio \\S+ vs http.bare-hello.cpu range .*"));
    }

    @Test
    void lua_withoutLuajit_measuresOurEngineAlone() throws Exception {
        int status = bench(
                "lua",
                "--rounds",
                "1",
                "--seconds",
                "0",
                "--only",
                "handler,hashes",
                "--luajit",
                "there-is-no-such-command");
        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.matches("figure lua\\.(handler|hashes) \\S+ ms range .*"));
    }

    @ParameterizedTest
    @CsvSource({
        "--rounds 0, bench lua: --rounds is at least 1",
        "--seconds x, bench lua: --seconds needs a number",
        "--only nothing, bench lua: there is no program",
        "--luajit, bench lua: --luajit needs a value",
        "--none 1, bench lua: there is no option --none"
    })
    void lua_optionThatIsNone_isRefused(String options, String message) throws Exception {
        assertThat(bench(("lua " + options).split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "--rounds, bench http: --rounds needs a value",
        "--rounds none, bench http: --rounds needs a number",
        "--seconds 0, bench http: --seconds is at least 1",
        "--only none, bench http: there is no workload",
        "--load none, bench http: --load is wrk or java",
        "--none 1, bench http: there is no option --none"
    })
    void http_optionThatIsNone_isRefused(String options, String message) throws Exception {
        assertThat(bench(("http " + options).split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(message);
    }

    @Test
    void unknownSuite_listsTheSuites() throws Exception {
        assertThat(bench("dict")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("no suite \"dict\"")
                .contains("micro");
    }

    @Test
    void micro_optionThatIsNone_isRefused() throws Exception {
        assertThat(bench("micro", "--no-such-option")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("bench micro: ");
    }
}
