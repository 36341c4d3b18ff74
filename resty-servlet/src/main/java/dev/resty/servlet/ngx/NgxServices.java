// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.store.Ticker;
import java.nio.file.Path;

/**
 * What the workers of a generation share.
 *
 * @param ticker the clock
 * @param prefix {@code ngx.config.prefix()}
 * @param workers {@code ngx.worker.count()}
 */
public record NgxServices(Ticker ticker, Path prefix, int workers) {}
