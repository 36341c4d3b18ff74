// SPDX-License-Identifier: Apache-2.0
/**
 * Timers of a worker: {@code ngx.timer.at} and {@code ngx.timer.every} without their Lua face. May use {@code lua} and resty-api's {@code Ticker}.
 */
@NullMarked
package dev.resty.servlet.timer;

import org.jspecify.annotations.NullMarked;
