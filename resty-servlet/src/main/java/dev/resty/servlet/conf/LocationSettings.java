// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that can stand in http, server and location, inherited from the outer to the inner.
 *
 * @param internal whether only internal redirects reach the location
 * @param defaultType {@code default_type}; {@code text/plain} unless given
 * @param clientMaxBodySize in bytes; 0 for no limit
 * @param clientBodyBufferSize in bytes; a larger body goes to a temporary file
 * @param luaNeedRequestBody whether the body is read before the first handler
 * @param luaUseDefaultType whether a Lua response without a type gets {@code default_type}
 * @param luaCodeCache whether modules and chunks are kept between requests
 * @param luaTransformUnderscores whether {@code ngx.header.content_type} means {@code Content-Type}
 * @param recursiveErrorPages whether an error page's own error has an error page
 * @param errorPages by the order they are written
 * @param addHeaders by the order they are written
 * @param clearHeaders names of response headers that {@code more_clear_headers} removes; a star at the end stands for
 *     any rest
 * @param root {@code root} or {@code alias}; null where nothing is said
 * @param types content types by file extension, in lower case without the dot
 * @param accessRules {@code allow} and {@code deny}, the first that matches counts; empty lets everyone in
 * @param satisfyAny whether the rules or the access phase is enough ({@code satisfy any})
 * @param accessLogs the access logs; empty for {@code off}, null where nothing is said
 * @param logSubrequest whether subrequests are logged too
 * @param luaSocket the defaults of cosockets
 * @param proxy what {@code proxy_pass} sends and expects
 * @param waf the rules that guard the location
 */
public record LocationSettings(
        boolean internal,
        String defaultType,
        long clientMaxBodySize,
        long clientBodyBufferSize,
        boolean luaNeedRequestBody,
        boolean luaUseDefaultType,
        boolean luaCodeCache,
        boolean luaTransformUnderscores,
        boolean recursiveErrorPages,
        List<LocationConf.ErrorPage> errorPages,
        List<LocationConf.AddHeader> addHeaders,
        List<String> clearHeaders,
        LocationConf.@Nullable Root root,
        Map<String, String> types,
        List<LocationConf.AccessRule> accessRules,
        boolean satisfyAny,
        @Nullable List<LocationConf.AccessLog> accessLogs,
        boolean logSubrequest,
        LuaSocketSettings luaSocket,
        ProxySettings proxy,
        WafSettings waf) {

    /** nginx's defaults. */
    public static final LocationSettings DEFAULTS = new LocationSettings(
            false,
            "text/plain",
            1 << 20,
            8 << 10,
            false,
            true,
            true,
            true,
            false,
            List.of(),
            List.of(),
            List.of(),
            null,
            CoreDirectives.TYPES.fallback(),
            List.of(),
            false,
            null,
            false,
            LuaSocketSettings.DEFAULTS,
            ProxySettings.DEFAULTS,
            WafSettings.OFF);
}
