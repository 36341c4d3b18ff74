// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import jakarta.servlet.ServletException;
import java.io.IOException;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A whole request through the filter into the application and back, without a container. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 6, time = 3)
@Measurement(iterations = 5, time = 2)
public class Pipeline {

    /** The name of a {@link Workload}. */
    @Param({
        "BARE_HELLO",
        "BARE_GET",
        "BARE_POST",
        "BARE_PAGE",
        "NOOP",
        "EMPTY",
        "LOCATION",
        "LUA",
        "LIMITER",
        "CACHE",
        "WAF_GET",
        "WAF_POST",
        "SECLANG_GET",
        "SECLANG_POST",
        "BODY_FILTER"
    })
    public String workload = "";

    private MemoryPipeline pipeline = new MemoryPipeline(Variant.BARE);
    private MemoryRequest.Plan plan = new MemoryRequest.Plan(Shape.HELLO);

    /** Starts the engine, and refuses to measure failures. */
    @Setup(Level.Trial)
    public void start() throws IOException, ServletException {
        Workload chosen = Workload.valueOf(workload);
        pipeline = new MemoryPipeline(chosen.variant());
        plan = new MemoryRequest.Plan(chosen.shape());
        int status = pipeline.answer(plan).getStatus();
        if (status != 200) {
            throw new IllegalStateException(workload + " is answered " + status);
        }
    }

    /** Ends the engine. */
    @TearDown(Level.Trial)
    public void end() {
        pipeline.close();
    }

    /** One request. */
    @Benchmark
    public int request() throws IOException, ServletException {
        return pipeline.answer(plan).getStatus();
    }
}
