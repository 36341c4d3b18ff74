// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.Content;
import dev.resty.servlet.conf.LocationConf.Match;
import dev.resty.servlet.conf.ProxySettings.SetHeader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;

/** {@code proxy_pass} and its settings. */
final class ProxyDirectives {

    private static final Key<List<SetHeader>> SET_HEADERS = new Key<>("proxy_set_header", List.of());
    private static final Key<List<String>> HIDE_HEADERS = new Key<>("proxy_hide_header", List.of());
    private static final Key<Duration> CONNECT_TIMEOUT = new Key<>("proxy_connect_timeout", Duration.ofSeconds(60));
    private static final Key<Duration> READ_TIMEOUT = new Key<>("proxy_read_timeout", Duration.ofSeconds(60));
    private static final Key<Duration> SEND_TIMEOUT = new Key<>("proxy_send_timeout", Duration.ofSeconds(60));
    private static final Key<Boolean> INTERCEPT_ERRORS = new Key<>("proxy_intercept_errors", false);
    private static final Key<Boolean> PASS_BODY = new Key<>("proxy_pass_request_body", true);
    private static final Key<Boolean> PASS_HEADERS = new Key<>("proxy_pass_request_headers", true);
    private static final Key<String> HTTP_VERSION = new Key<>("proxy_http_version", "1.0");

    private ProxyDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("proxy_pass", EnumSet.of(Context.LOCATION, Context.LOCATION_IF), 1, 1, ProxyDirectives::proxyPass);
        table.simple("proxy_set_header", Context.HTTP_SERVER_LOCATION, 2, 2, (draft, scope, directive) -> {
            scope.add(SET_HEADERS, new SetHeader(directive.arg(0), draft.value(directive, 1)));
        });
        table.simple("proxy_hide_header", Context.HTTP_SERVER_LOCATION, 1, 1, (draft, scope, directive) -> {
            scope.add(HIDE_HEADERS, directive.arg(0));
        });
        table.time(Context.HTTP_SERVER_LOCATION, CONNECT_TIMEOUT);
        table.time(Context.HTTP_SERVER_LOCATION, READ_TIMEOUT);
        table.time(Context.HTTP_SERVER_LOCATION, SEND_TIMEOUT);
        table.flag(Context.HTTP_SERVER_LOCATION, INTERCEPT_ERRORS);
        table.flag(Context.HTTP_SERVER_LOCATION, PASS_BODY);
        table.flag(Context.HTTP_SERVER_LOCATION, PASS_HEADERS);
        table.simple("proxy_http_version", Context.HTTP_SERVER_LOCATION, 1, 1, ProxyDirectives::httpVersion);
    }

    /** What the directives of a block and the blocks around it come to. */
    static ProxySettings settings(Scope scope) {
        return new ProxySettings(
                List.copyOf(scope.get(SET_HEADERS)),
                List.copyOf(scope.get(HIDE_HEADERS)),
                scope.get(CONNECT_TIMEOUT),
                scope.get(READ_TIMEOUT),
                scope.get(SEND_TIMEOUT),
                scope.get(INTERCEPT_ERRORS),
                scope.get(PASS_BODY),
                scope.get(PASS_HEADERS),
                scope.get(HTTP_VERSION));
    }

    private static void proxyPass(Draft draft, Scope scope, Directive directive) {
        if (scope.own(LuaPhaseDirectives.CONTENT) instanceof Content.ProxyPass) {
            throw directive.error("\"proxy_pass\" directive is duplicate", "a location passes to one address");
        }
        Value url = draft.value(directive, 0);
        String text = directive.arg(0);
        if (!url.isConstant()) {
            int address = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3;
            LuaPhaseDirectives.content(
                    draft,
                    scope,
                    directive,
                    new Content.ProxyPass(url, text.indexOf('/', address) >= 0, directive.position()));
            return;
        }
        int start = text.startsWith("http://") ? 7 : text.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            throw directive.error("invalid URL prefix", "write proxy_pass http://address or https://address");
        }
        boolean hasUri = checkAddress(text.substring(start), directive);
        boolean noUri = scope.context() == Context.LOCATION_IF
                || scope.match() instanceof Match.Regex
                || scope.match() instanceof Match.Named;
        if (hasUri && noUri) {
            throw directive.error(
                    "\"proxy_pass\" cannot have URI part in location given by regular expression, or inside named"
                            + " location, or inside \"if\" statement, or inside \"limit_except\" block",
                    "leave out what follows the address");
        }
        LuaPhaseDirectives.content(draft, scope, directive, new Content.ProxyPass(url, hasUri, directive.position()));
    }

    /** Checks host and port; returns whether a URI follows them. */
    private static boolean checkAddress(String address, Directive directive) {
        int end = 0;
        while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        UpstreamDirectives.peerAddress(address.substring(0, end), address, directive);
        return end < address.length();
    }

    private static void httpVersion(Draft draft, Scope scope, Directive directive) {
        if (!directive.arg(0).equals("1.0") && !directive.arg(0).equals("1.1")) {
            throw directive.error("invalid value \"" + directive.arg(0) + "\"", "give 1.0 or 1.1");
        }
        scope.setOnce(HTTP_VERSION, directive.arg(0), directive);
    }

    /** A port of an address; {@code whole} is what the message shows. */
    static int port(String text, String whole, Directive directive) {
        OptionalLong port = Units.number(text);
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65535) {
            throw directive.error("invalid port in upstream \"" + whole + "\"", "a port is a number from 1 to 65535");
        }
        return (int) port.getAsLong();
    }
}
