// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.time.Duration;

/**
 * The {@code lua_socket_*} settings: what a cosocket starts with.
 *
 * @param connectTimeout {@code lua_socket_connect_timeout}
 * @param sendTimeout {@code lua_socket_send_timeout}
 * @param readTimeout {@code lua_socket_read_timeout}
 * @param bufferSize {@code lua_socket_buffer_size} in bytes
 * @param poolSize {@code lua_socket_pool_size}
 * @param keepaliveTimeout {@code lua_socket_keepalive_timeout}
 * @param logErrors {@code lua_socket_log_errors}
 */
public record LuaSocketSettings(
        Duration connectTimeout,
        Duration sendTimeout,
        Duration readTimeout,
        long bufferSize,
        int poolSize,
        Duration keepaliveTimeout,
        boolean logErrors) {

    /** OpenResty's defaults. */
    public static final LuaSocketSettings DEFAULTS = new LuaSocketSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            4096,
            30,
            Duration.ofSeconds(60),
            true);
}
