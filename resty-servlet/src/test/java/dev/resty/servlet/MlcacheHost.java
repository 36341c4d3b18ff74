// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.Resty;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** An engine with a cache made at its start, and requests that are Lua code: what a chunk returns is the answer. */
final class MlcacheHost implements AutoCloseable {

    private static final int ENOUGH = 16;

    final RecordingErrorLog log = new RecordingErrorLog();
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final Resty resty;
    private final RestyEngine engine;
    private final InMemoryHost host;

    MlcacheHost(int workers, String options) {
        resty = Resty.builder()
                .ticker(new Ticker() {
                    @Override
                    public long nanoTime() {
                        return millis.get() * 1_000_000;
                    }

                    @Override
                    public long currentTimeMillis() {
                        return millis.get();
                    }
                })
                .dict("shm", "1m")
                .dict("misses", "1m")
                .dict("locks", "1m")
                .dict("ipc", "1m")
                .dict("counts", "1m")
                .build();
        engine = RestyFilter.builder()
                .resty(resty)
                .errorLog(log)
                .workers(workers)
                .conf(ConfSource.text("nginx.conf", """
                        init_by_lua_block {
                            mlcache = require "resty.mlcache"
                            cache = assert(mlcache.new("c", "shm", %s))
                            function counted(value, err, ttl)
                                return function()
                                    ngx.shared.counts:incr("loads", 1, 0)
                                    return value, err, ttl
                                end
                            end
                            function loads() return ngx.shared.counts:get("loads") or 0 end
                        }
                        location / { content_by_lua_block {
                            ngx.req.read_body()
                            local function line(...)
                                local parts = {}
                                for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
                                return table.concat(parts, " ")
                            end
                            ngx.print(line(assert(loadstring(ngx.req.get_body_data()))()))
                        } }
                        """.formatted(options)))
                .build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    /** What a chunk returns, its values with a space between; an error's status where it fails. */
    String run(String code) throws Exception {
        Answer answer = host.send(Ask.post("/", code));
        return answer.status() == 200 ? answer.text() : String.valueOf(answer.status());
    }

    /** What a chunk returns in the worker of this number. */
    String on(int worker, String code) throws Exception {
        String here = "if ngx.worker.id() ~= " + worker + " then return 'elsewhere' end ";
        for (int i = 0; i < ENOUGH; i++) {
            String result = run(here + code);
            if (!result.equals("elsewhere")) {
                return result;
            }
        }
        throw new IllegalStateException("worker " + worker + " gets no request");
    }

    void advance(Duration duration) {
        millis.addAndGet(duration.toMillis());
    }

    /** Whether something with this text was logged. */
    boolean logged(String text) {
        return log.entries().stream().anyMatch(entry -> entry.contains(text));
    }

    @Override
    public void close() {
        engine.close();
        resty.close();
    }
}
