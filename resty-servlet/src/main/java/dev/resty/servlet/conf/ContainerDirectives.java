// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Directives without a meaning here: those of the operating system and of nginx's own core are accepted with a warning
 * each; those that would change what a client gets are refused, so that no protection is lost silently.
 */
final class ContainerDirectives {

    private static final Set<Context> MAIN = EnumSet.of(Context.MAIN);
    private static final Set<Context> EVENTS = EnumSet.of(Context.EVENTS);
    private static final Set<Context> HTTP = EnumSet.of(Context.HTTP);
    private static final Set<Context> UPSTREAM = EnumSet.of(Context.UPSTREAM);

    private ContainerDirectives() {}

    /** Warns that a directive has no effect. */
    record Accepted() implements DirectiveType.Action {

        @Override
        public void read(Draft draft, Scope scope, Directive directive) {
            draft.warn("\"" + directive.name() + "\" is handled by the container", directive);
        }
    }

    /**
     * Stops start-up.
     *
     * @param reason what is said of the directive
     * @param remedy what to do instead
     */
    record Refused(String reason, String remedy) implements DirectiveType.Action {

        Refused(String remedy) {
            this("is not supported yet", remedy);
        }

        @Override
        public void read(Draft draft, Scope scope, Directive directive) {
            throw directive.error("\"" + directive.name() + "\" " + reason, remedy);
        }
    }

    static void register(DirectiveTable table) {
        accept(
                table,
                MAIN,
                "user daemon master_process worker_rlimit_nofile worker_rlimit_core worker_priority"
                        + " worker_cpu_affinity worker_shutdown_timeout working_directory load_module lock_file pcre_jit"
                        + " timer_resolution thread_pool debug_points ssl_engine");
        accept(
                table,
                EVENTS,
                "worker_connections use multi_accept accept_mutex accept_mutex_delay debug_connection"
                        + " worker_aio_requests");
        accept(
                table,
                HTTP,
                "server_names_hash_bucket_size server_names_hash_max_size variables_hash_bucket_size"
                        + " variables_hash_max_size proxy_cache_path proxy_headers_hash_max_size"
                        + " proxy_headers_hash_bucket_size open_log_file_cache");
        accept(table, HTTP, String.join(" ", LuaSettingDirectives.withoutEffect()));
        accept(
                table,
                Context.HTTP_SERVER,
                "client_header_buffer_size client_header_timeout large_client_header_buffers"
                        + " connection_pool_size request_pool_size ignore_invalid_headers underscores_in_headers merge_slashes"
                        + " http2 http2_max_concurrent_streams http2_max_field_size http2_max_header_size http2_chunk_size"
                        + " http2_recv_buffer_size ssl ssl_certificate ssl_certificate_key ssl_protocols ssl_ciphers"
                        + " ssl_prefer_server_ciphers ssl_session_cache ssl_session_tickets ssl_session_ticket_key"
                        + " ssl_session_timeout ssl_buffer_size ssl_dhparam ssl_ecdh_curve ssl_stapling ssl_stapling_verify"
                        + " ssl_trusted_certificate ssl_early_data ssl_conf_command ssl_password_file ssl_reject_handshake");
        accept(
                table,
                Context.HTTP_SERVER_LOCATION,
                "server_tokens keepalive_timeout keepalive_requests keepalive_time"
                        + " keepalive_disable tcp_nodelay tcp_nopush send_timeout send_lowat client_body_timeout"
                        + " client_body_temp_path client_body_in_file_only client_body_in_single_buffer lingering_close"
                        + " lingering_time lingering_timeout reset_timedout_connection resolver resolver_timeout"
                        + " output_buffers postpone_output read_ahead directio directio_alignment aio aio_write"
                        + " open_file_cache open_file_cache_errors open_file_cache_min_uses open_file_cache_valid"
                        + " chunked_transfer_encoding etag if_modified_since max_ranges log_not_found msie_padding"
                        + " msie_refresh port_in_redirect absolute_redirect server_name_in_redirect types_hash_max_size"
                        + " types_hash_bucket_size auth_delay subrequest_output_buffer_size charset_types"
                        + " gzip_buffers gzip_comp_level gzip_disable gzip_http_version gzip_min_length gzip_proxied"
                        + " gzip_types gzip_vary gzip_static gunzip gunzip_buffers");
        accept(
                table,
                Context.HTTP_SERVER_LOCATION_IF,
                "sendfile sendfile_max_chunk gzip charset override_charset source_charset limit_rate limit_rate_after"
                        + " lua_socket_send_lowat lua_upstream_skip_openssl_default_verify");
        accept(
                table,
                Context.HTTP_SERVER_LOCATION,
                "lua_ssl_ciphers lua_ssl_crl lua_ssl_protocols lua_ssl_certificate lua_ssl_certificate_key"
                        + " lua_ssl_trusted_certificate lua_ssl_verify_depth lua_ssl_key_log lua_ssl_conf_command");
        for (String flag : List.of("lua_check_client_abort", "lua_http10_buffering")) {
            table.simple(flag, Context.HTTP_SERVER_LOCATION_IF, 1, 1, (draft, scope, directive) -> {
                Units.flag(directive);
                draft.warn("\"" + flag + "\" has no effect", directive);
            });
        }
        proxy(table);
        accept(table, UPSTREAM, "zone state keepalive_requests keepalive_time");
        refuse(table);
    }

    private static void proxy(DirectiveTable table) {
        accept(
                table,
                Context.HTTP_SERVER_LOCATION,
                "proxy_buffering proxy_buffer_size proxy_buffers"
                        + " proxy_busy_buffers_size proxy_temp_path proxy_temp_file_write_size proxy_max_temp_file_size"
                        + " proxy_request_buffering proxy_ignore_client_abort proxy_socket_keepalive proxy_send_lowat"
                        + " proxy_force_ranges proxy_ignore_headers proxy_next_upstream proxy_next_upstream_timeout"
                        + " proxy_next_upstream_tries proxy_cache proxy_cache_key proxy_cache_valid proxy_cache_bypass"
                        + " proxy_cache_lock proxy_cache_lock_timeout proxy_cache_lock_age proxy_cache_methods"
                        + " proxy_cache_min_uses proxy_cache_revalidate proxy_cache_use_stale proxy_cache_background_update"
                        + " proxy_no_cache proxy_store proxy_store_access proxy_limit_rate proxy_ssl_ciphers"
                        + " proxy_ssl_protocols proxy_ssl_session_reuse proxy_ssl_server_name proxy_ssl_conf_command"
                        + " fastcgi_temp_path uwsgi_temp_path scgi_temp_path");
    }

    private static void accept(DirectiveTable table, Set<Context> contexts, String names) {
        for (String name : names.split(" ")) {
            table.simple(name, contexts, 1, DirectiveType.ANY, new Accepted());
        }
    }

    private static void refuse(DirectiveTable table) {
        String names =
                "auth_basic auth_basic_user_file auth_request auth_request_set limit_req limit_req_zone limit_conn"
                        + " limit_conn_zone sub_filter ssi expires geo split_clients real_ip_header set_real_ip_from"
                        + " secure_link valid_referers fastcgi_pass uwsgi_pass scgi_pass grpc_pass memcached_pass memc_pass"
                        + " proxy_redirect proxy_cookie_path proxy_cookie_domain proxy_method proxy_set_body proxy_bind"
                        + " proxy_pass_header proxy_ssl_verify proxy_ssl_certificate proxy_ssl_certificate_key"
                        + " proxy_ssl_trusted_certificate proxy_ssl_name ssl_client_certificate ssl_verify_client"
                        + " autoindex mirror stub_status dav_methods limit_except disable_symlinks"
                        + " echo_location echo_location_async echo_subrequest echo_subrequest_async echo_exec"
                        + " echo_after_body echo_before_body echo_end"
                        + " echo_duplicate proxy_ssl_certificate_by_lua_block proxy_ssl_certificate_by_lua_file proxy_ssl_verify_by_lua_block"
                        + " proxy_ssl_verify_by_lua_file more_set_headers more_set_input_headers more_clear_input_headers"
                        + " set_unescape_uri balancer_by_lua balancer_by_lua_block balancer_by_lua_file"
                        + " ssl_certificate_by_lua_block ssl_certificate_by_lua_file ssl_client_hello_by_lua_block"
                        + " ssl_client_hello_by_lua_file ssl_session_fetch_by_lua_block ssl_session_fetch_by_lua_file"
                        + " ssl_session_store_by_lua_block ssl_session_store_by_lua_file";
        for (String name : names.split(" ")) {
            table.add(new DirectiveType(
                    name,
                    EnumSet.allOf(Context.class),
                    0,
                    DirectiveType.ANY,
                    DirectiveType.Form.EITHER,
                    new Refused("remove it, or do it in Lua")));
        }
    }
}
