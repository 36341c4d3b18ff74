// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.HttpExchange;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/** Blocking I/O of a function that Lua has called, with the worker given up meanwhile. */
final class Waiting {

    private Waiting() {}

    /**
     * Hands the worker over while {@code blocking} runs; that must not touch Lua values. What the script has written
     * goes to the client first.
     */
    static <T extends @Nullable Object> T during(NgxContext ngx, Callable<T> blocking) throws IOException {
        HttpExchange exchange = ngx.run().exchange();
        Callable<T> drained = exchange == null
                ? blocking
                : () -> {
                    exchange.response().drain(false);
                    return blocking.call();
                };
        try {
            return ngx.worker().handOver(drained);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LuaError("interrupted while waiting");
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for subrequests: whoever waits for them can't be killed. */
    static void forSubrequests(NgxContext ngx, Runnable blocking) {
        HttpExchange exchange = ngx.exchange();
        try {
            ngx.worker().handOverToSubrequests(() -> {
                exchange.response().drain(false);
                blocking.run();
                return null;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A wait of the scheduler's own, such as a sleep. */
    @FunctionalInterface
    interface Wait {

        /** Gives the worker up and waits. */
        void run() throws InterruptedException;
    }

    /** Waits. What the script has written goes to the client first. */
    static void of(NgxContext ngx, Wait wait) {
        HttpExchange exchange = ngx.run().exchange();
        try {
            if (exchange != null && exchange.response().isDrainDue()) {
                during(ngx, () -> null);
            }
            wait.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LuaError("interrupted while waiting");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
