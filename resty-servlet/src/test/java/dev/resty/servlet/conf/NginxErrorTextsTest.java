// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nginx 1.22 with ngx_lua 0.10.23 says of each of these inside {@code http {}}, said here in the same words. */
class NginxErrorTextsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        foo bar;                                             | unknown directive "foo"
        server { listen 80 }                                 | unexpected "}"
        } {                                                  | unexpected "{"
        ; root a;                                            | unexpected ";"
        server { set $x "a"b; }                              | unexpected "b"
        server { set $x "unterminated; }                     | unexpected end of file, expecting ";" or "}"
        server { location / {                                | unexpected end of file, expecting "}"
        server;                                              | directive "server" has no opening "{"
        root {}                                              | directive "root" is not terminated by ";"
        server x { }                                         | invalid number of arguments in "server" directive
        root a b;                                            | invalid number of arguments in "root" directive
        proxy_pass http://127.0.0.1;                         | "proxy_pass" directive is not allowed here
        server { internal; }                                 | "internal" directive is not allowed here
        server { content_by_lua_block { } }                  | "content_by_lua_block" directive is not allowed here
        server { if ($uri) { root a; } }                     | "root" directive is not allowed here
        server { location / { if ($uri) { alias b; } } }     | "alias" directive is not allowed here
        server { default_type a; default_type b; }           | "default_type" directive is duplicate
        server { location / { } location / { } }             | duplicate location "/"
        server { location ^~ /a { } location /a { } }        | duplicate location "/a"
        server { location /a { location /b { } } }           | location "/b" is outside location "/a"
        server { location @a { location /b { } } }           | location "/b" cannot be inside the named location "@a"
        server { location = /a { location /a/b { } } }       | location "/a/b" cannot be inside the exact location "/a"
        server { location /a { location @b { } } }           | named location "@b" can be on the server level only
        server { location == a {} }                          | invalid location modifier "=="
        lua_shared_dict a 1;                                 | invalid lua shared dict size "1"
        lua_shared_dict a xx;                                | invalid lua shared dict size "xx"
        lua_shared_dict a 1m; lua_shared_dict a 1m;          | lua_shared_dict "a" is already defined as "a"
        lua_max_pending_timers x;                            | "lua_max_pending_timers" directive invalid number
        lua_max_instructions x;                              | "lua_max_instructions" directive invalid number
        lua_max_instructions 1k;                             | "lua_max_instructions" directive invalid number
        lua_max_instructions -1;                             | "lua_max_instructions" directive invalid number
        lua_max_instructions;                                | invalid number of arguments in "lua_max_instructions" directive
        lua_max_memory 1x;                                   | "lua_max_memory" directive invalid value
        lua_max_memory -1m;                                  | "lua_max_memory" directive invalid value
        lua_max_memory 1m; lua_max_memory 2m;                | "lua_max_memory" directive is duplicate
        server { lua_max_memory 1m; }                        | "lua_max_memory" directive is not allowed here
        lua_max_call_depth x;                                | "lua_max_call_depth" directive invalid number
        lua_max_call_depth 0;                                | "lua_max_call_depth" directive invalid value
        lua_max_call_depth 21826;                            | "lua_max_call_depth" directive invalid value
        lua_code_cache x;                                    | invalid value "x" in "lua_code_cache" directive, it must be "on" or "off"
        init_by_lua_block {}                                 | invalid location config: no runnable Lua code
        init_by_lua_block foo;                               | directive "init_by_lua_block" has no opening "{"
        init_by_lua_block foo { }                            | invalid number of arguments in "init_by_lua_block" directive
        init_by_lua "a" "b";                                 | invalid number of arguments in "init_by_lua" directive
        init_by_lua_block { if x then {                      | unexpected end of file, expecting terminating characters for lua code block
        init_by_lua_block { x = [==[ ]=] }                   | Lua code block missing the closing long bracket "]==]", the inlined Lua code may be too long
        server { set a b; }                                  | invalid variable name "a"
        server { set $ b; }                                  | invalid variable name "$"
        server { set $a "x${b"; }                            | the closing bracket in "b" variable is missing
        server { set $a "x$"; }                              | invalid variable name
        server { set $a "x$ y"; }                            | invalid variable name
        server { set $uri b; }                               | the duplicate "uri" variable
        server { set_by_lua_block a { return 1 } }           | invalid variable name "a"
        server { return; }                                   | invalid number of arguments in "return" directive
        server { rewrite ^ ""; } | empty replacement
        server { location / { internal; internal; } } | "internal" directive is duplicate
        server { location / { index ""; } } | index "" in "index" directive is invalid
        server { location / { try_files a =x; } } | invalid code "=x"
        server { location @a { alias y; } } | the "alias" directive cannot be used inside the named location
        server { if ($uri >= a) {} } | unexpected ">=" in condition
        lua_shared_dict "" 9k; | invalid lua shared dict name ""
        lua_shared_dict a 1g; | invalid lua shared dict size "1g"
        lua_shared_dict a 8191; | invalid lua shared dict size "8191"
        server { lua_check_client_abort maybe; } | invalid value "maybe" in "lua_check_client_abort" directive, it must be "on" or "off"
        server { location / { if ($uri) { lua_ssl_verify_depth 1; } } } | "lua_ssl_verify_depth" directive is not allowed here
        server { return x; }                                 | invalid return code "x"
        server { return 1000; }                              | invalid return code "1000"
        server { return /x; }                                | invalid return code "/x"
        server { rewrite a b foo; }                          | invalid parameter "foo"
        server { if $a { } }                                 | invalid condition "$a"
        server { if ($a = ) { } }                            | invalid condition "$a"
        server { if (a = b) { } }                            | invalid condition "a"
        server { if ($uri b) { } }                           | invalid condition "$uri"
        server { if ($uri ~ a b) { } }                       | invalid condition "$uri"
        server { if (-f) { } }                               | invalid condition "-f"
        server { location / { if ($a) { if ($b) { } } } }    | "if" directive is not allowed here
        server { location / { alias b; alias c; } }          | "alias" directive is duplicate
        server { location / { root a; alias b; } }           | "alias" directive is duplicate, "root" directive was specified earlier
        server { location / { alias b; root x; } }           | "root" directive is duplicate, "alias" directive was specified earlier
        server { client_max_body_size x; }                   | "client_max_body_size" directive invalid value
        client_body_buffer_size 1g;                          | "client_body_buffer_size" directive invalid value
        server { proxy_read_timeout 1h1x; }                  | "proxy_read_timeout" directive invalid value
        server { proxy_read_timeout 1s1m; }                  | "proxy_read_timeout" directive invalid value
        server { error_page 404; }                           | invalid number of arguments in "error_page" directive
        server { error_page 200 /a; }                        | value "200" must be between 300 and 599
        server { error_page x /a; }                          | invalid value "x"
        server { error_page 404 =x /a; }                     | invalid value "=x"
        server { error_page 499 =200 /x; }                   | invalid value "499"
        server { listen x:y; }                               | invalid port in "x:y" of the "listen" directive
        server { listen 99999; }                             | invalid port in "99999" of the "listen" directive
        server { listen 80 foo; }                            | invalid parameter "foo"
        server { listen 80; listen 80; }                     | a duplicate listen 0.0.0.0:80
        server { listen 80 default_server; } server { listen 80 default_server; } | a duplicate default server for 0.0.0.0:80
        server { server_name *foo; }                         | server name "*foo" is invalid
        upstream a { }                                       | no servers are inside upstream
        upstream a { server 127.0.0.1; } upstream a { server 127.0.0.1; } | duplicate upstream "a"
        upstream a { server 127.0.0.1 foo; }                 | invalid parameter "foo"
        upstream a { server 127.0.0.1:x; }                   | invalid port in upstream "127.0.0.1:x"
        upstream a { server 127.0.0.1 weight=0; }            | invalid parameter "weight=0"
        upstream a { keepalive 0; server 127.0.0.1; }        | invalid value "0" in "keepalive" directive
        upstream a { server 127.0.0.1 backup; }              | no servers in upstream "a"
        server { location / { proxy_pass 127.0.0.1; } }      | invalid URL prefix
        server { location / { proxy_pass http://; } }        | no host in upstream ""
        server { location / { proxy_pass http://a; proxy_pass http://a; } } | "proxy_pass" directive is duplicate
        server { location ~ / { proxy_pass http://127.0.0.1/x; } } | "proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block
        server { location / { add_header a; } }              | invalid number of arguments in "add_header" directive
        server { location / { add_header a b c; } }          | invalid parameter "c"
        server { location / { try_files a; } }               | invalid number of arguments in "try_files" directive
        server { location / { content_by_lua_block { } content_by_lua_file x; } } | "content_by_lua_file" directive is duplicate
        server { location / { access_by_lua_block { } access_by_lua "x"; } }      | "access_by_lua" directive is duplicate
        server { location / { set_by_lua_block { } } }       | invalid number of arguments in "set_by_lua_block" directive
        server { location / { content_by_lua_block { } ; } } | unexpected ";"
        access_log a nofmt;                                  | unknown log format "nofmt"
        access_log off x;                                    | invalid parameter "x"
        log_format a;                                        | invalid number of arguments in "log_format" directive
        log_format combined c;                               | duplicate "log_format" name "combined"
        log_format a escape=foo "$uri";                      | unknown log format escaping "foo"
        error_log foo bar;                                   | invalid log level "bar"
        map $uri $b { foo y; FOO z; }                        | conflicting parameter "FOO"
        map $uri $b { default x; default z; }                | duplicate default map parameter
        map $uri b { default x; }                            | invalid variable name "b"
        map $uri $b { a b c; }                               | invalid number of the map parameters
        include nope.conf;                                   | open() "/nowhere/nope.conf" failed (2: No such file or directory)
        server { location / { allow x; } }                   | invalid parameter "x"
        server { location / { satisfy x; } }                 | invalid value "x"
        server { location / { proxy_http_version 2; } }      | invalid value "2"
        lua_package_path a; lua_package_path b;              | "lua_package_path" directive is duplicate
        """)
    void read_wrongDirective_saysWhatNginxSays(String conf, String expected) {
        ConfException error = catchThrowableOfType(
                ConfException.class,
                () -> ConfReader.read(
                        ConfSource.text("t.conf", "http {\n" + conf + closing(conf), Path.of("/nowhere")),
                        Path.of("/nowhere")));
        assertThat(error).as(conf).isNotNull();
        assertThat(error.getMessage()).startsWith(expected + " in t.conf:");
        assertThat(error.position().line()).isBetween(2, 3);
    }

    /** The brace of the http block, where it doesn't hide what the case is about. */
    private static String closing(String conf) {
        return conf.equals("server { location / {") ? "\n" : "\n}\n";
    }
}
