// SPDX-License-Identifier: Apache-2.0
package dev.resty.phase;

/**
 * The phases of nginx's request processing that code can run in, in their order, and the contexts beside a request.
 *
 * @see <a href="https://github.com/openresty/lua-nginx-module#ngxget_phase">ngx.get_phase</a>
 */
public enum Phase {
    /** Once per configuration generation and worker VM, before any request. */
    INIT("init", "init_by_lua*"),
    /** Once per worker, after {@link #INIT}. */
    INIT_WORKER("init_worker", "init_worker_by_lua*"),
    /** Once per worker, when it retires. */
    EXIT_WORKER("exit_worker", "exit_worker_by_lua*"),
    /** The computation of one variable, within the rewrite directives. */
    SET("set", "set_by_lua*"),
    /** Before the location is chosen. */
    SERVER_REWRITE("server_rewrite", "server_rewrite_by_lua*"),
    /** After the location is chosen; may change the URI. */
    REWRITE("rewrite", "rewrite_by_lua*"),
    /** May the request go on? */
    ACCESS("access", "access_by_lua*"),
    /** Between access and content. */
    PRECONTENT("precontent", "precontent_by_lua*"),
    /** Produces the response; by default that is the application. */
    CONTENT("content", "content_by_lua*"),
    /** Just before the response's headers are sent. */
    HEADER_FILTER("header_filter", "header_filter_by_lua*"),
    /** For each chunk of the response's body. */
    BODY_FILTER("body_filter", "body_filter_by_lua*"),
    /** After the response, asynchronous ones included. */
    LOG("log", "log_by_lua*"),
    /** A timer's callback, outside any request. */
    TIMER("timer", "ngx.timer");

    private final String luaName;
    private final String contextName;

    Phase(String luaName, String contextName) {
        this.luaName = luaName;
        this.contextName = contextName;
    }

    /** What {@code ngx.get_phase()} returns for it, such as {@code "access"}. */
    public String luaName() {
        return luaName;
    }

    /** How OpenResty's error texts call it, such as {@code "access_by_lua*"}. */
    public String contextName() {
        return contextName;
    }

    /** Whether a handler in it may give up its worker and wait: sleep, do I/O, wait for a lock. */
    public boolean yieldable() {
        return switch (this) {
            case SERVER_REWRITE, REWRITE, ACCESS, PRECONTENT, CONTENT, TIMER -> true;
            default -> false;
        };
    }
}
