// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.Resty;
import dev.resty.store.Ticker;
import java.nio.file.Path;

/**
 * What the workers of a generation share.
 *
 * @param resty the dicts and locks, and the clock
 * @param errorLog where {@code ngx.log} and errors go
 * @param prefix {@code ngx.config.prefix()}
 * @param workers {@code ngx.worker.count()}
 * @param limits limits of the http block
 */
public record NgxServices(Resty resty, ErrorLog errorLog, Path prefix, int workers, NgxLimits limits) {

    /** The clock. */
    public Ticker ticker() {
        return resty.ticker();
    }
}
