// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Blocking I/O of a function that Lua has called, with the worker given up meanwhile. */
final class Waiting {

    private Waiting() {}

    /** Hands the worker over while {@code blocking} runs; that must not touch Lua values. */
    static <T extends @Nullable Object> T during(NgxContext ngx, Callable<T> blocking) throws IOException {
        try {
            return ngx.worker().handOver(blocking);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
