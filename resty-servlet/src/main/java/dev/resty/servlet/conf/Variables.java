// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.Set;

/** The variables that nginx has of its own. */
public final class Variables {

    private static final Set<String> NAMES = Set.of(
            ("args arg_ ancient_browser binary_remote_addr body_bytes_sent bytes_sent connection connection_requests"
                            + " connection_time connections_active connections_reading connections_waiting"
                            + " connections_writing content_length content_type document_root document_uri host hostname"
                            + " http2 https invalid_referer is_args limit_rate modern_browser msec msie nginx_version pid"
                            + " pipe proxy_add_x_forwarded_for proxy_host proxy_port proxy_protocol_addr"
                            + " proxy_protocol_port proxy_protocol_server_addr proxy_protocol_server_port query_string"
                            + " realip_remote_addr realip_remote_port realpath_root remote_addr remote_port remote_user"
                            + " request request_body request_body_file request_completion request_filename request_id"
                            + " request_length request_method request_time request_uri requests scheme"
                            + " server_addr server_name server_port server_protocol slice_range ssl_cipher ssl_ciphers"
                            + " ssl_client_cert ssl_client_escaped_cert ssl_client_fingerprint ssl_client_i_dn"
                            + " ssl_client_raw_cert ssl_client_s_dn ssl_client_serial ssl_client_verify ssl_curves"
                            + " ssl_early_data ssl_protocol ssl_server_name ssl_session_id ssl_session_reused status"
                            + " tcpinfo_rtt tcpinfo_rttvar tcpinfo_rcv_space tcpinfo_snd_cwnd time_iso8601 time_local"
                            + " uid_got uid_reset uid_set upstream_addr upstream_bytes_received upstream_bytes_sent"
                            + " upstream_cache_status upstream_connect_time upstream_header_time"
                            + " upstream_response_length upstream_response_time upstream_status uri gzip_ratio"
                            + " echo_client_request_headers echo_request_method echo_client_request_method"
                            + " echo_request_uri echo_request_body echo_incr echo_response_status echo_timer_elapsed"
                            + " echo_it echo_cacheable_request_uri waf_action waf_rules waf_score")
                    .split(" "));

    private static final String[] PREFIXES = {
        "http_",
        "sent_http_",
        "sent_trailer_",
        "upstream_http_",
        "upstream_trailer_",
        "upstream_cookie_",
        "cookie_",
        "arg_"
    };

    private static final Set<String> CHANGEABLE = Set.of("args", "limit_rate");

    private Variables() {}

    /** Whether nginx has a variable of that name, or of its kind such as {@code http_...}. Captures are known too. */
    public static boolean isBuiltIn(String name) {
        return NAMES.contains(name) || isPrefixed(name) || isCapture(name);
    }

    /** Whether {@code set} may change it: a variable of one's own, or one of the few of nginx's that allow it. */
    static boolean isChangeable(String name) {
        return !NAMES.contains(name) || CHANGEABLE.contains(name);
    }

    private static boolean isCapture(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isPrefixed(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
