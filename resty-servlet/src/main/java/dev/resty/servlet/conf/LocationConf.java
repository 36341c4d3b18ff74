// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.phase.Phase;
import dev.resty.phase.PhaseHandler;
import dev.resty.servlet.regex.Pattern;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A location with everything it inherits already in it. A server has one of its own, for what no location matches.
 *
 * @param match which URIs it is for
 * @param steps its rewrite directives in order
 * @param handlers Lua or Java code by phase; more than one in a phase run in order
 * @param tryFiles arguments of {@code try_files}, the last one the fallback; empty for none
 * @param content what answers
 * @param settings the values that http, server and location share
 * @param nested the locations inside it
 * @param position where it stands
 */
public record LocationConf(
        Match match,
        List<RewriteStep> steps,
        Map<Phase, List<Handler>> handlers,
        List<Value> tryFiles,
        Content content,
        LocationSettings settings,
        List<LocationConf> nested,
        Position position) {

    /** Which URIs a location is for. */
    public sealed interface Match {

        /** {@code location = uri}. */
        record Exact(String uri) implements Match {}

        /**
         * {@code location prefix} and {@code location ^~ prefix}.
         *
         * @param stopsRegexes whether regexes are not tried when this is the longest prefix
         */
        record Prefix(String prefix, boolean stopsRegexes) implements Match {}

        /** {@code location ~ regex} and {@code location ~* regex}. */
        record Regex(Pattern pattern, String source) implements Match {}

        /** {@code location @name}; the name includes the sign. */
        record Named(String name) implements Match {}

        /** A server's own settings, or the inside of an {@code if}. */
        record Implicit() implements Match {}
    }

    /** Code that runs in a phase. */
    public sealed interface Handler {

        /** Lua code. */
        record Lua(LuaCode code) implements Handler {}

        /** A Java handler that the builder was given. */
        record Java(PhaseHandler handler) implements Handler {}
    }

    /** What answers a request when no earlier phase did. */
    public sealed interface Content {

        /** The application behind the filter: the default. */
        record Application() implements Content {}

        /** {@code content_by_lua*}, or a Java handler. */
        record Code(Handler handler) implements Content {}

        /**
         * {@code proxy_pass}.
         *
         * @param url scheme, address and optional URI part
         * @param hasUri whether a URI part replaces the location's prefix
         */
        record ProxyPass(Value url, boolean hasUri, Position position) implements Content {}

        /**
         * Files under {@code root} or {@code alias}, because one of them is given here or further out.
         *
         * @param index the names that stand for a folder
         */
        record Files(Root root, List<Value> index) implements Content {}

        /**
         * The echo module's directives, one after the other.
         *
         * @param steps what each does, in order
         */
        record Echo(List<EchoStep> steps) implements Content {}
    }

    /** What one directive of the echo module does. */
    public sealed interface EchoStep {

        /** {@code echo}: writes a text, its line end included. */
        record Text(Value text) implements EchoStep {}

        /** {@code echo_sleep}: waits for as many seconds as its value says, such as {@code 0.5}. */
        record Sleep(Value seconds) implements EchoStep {}

        /** {@code echo_flush}: sends what is written so far. */
        record Flush() implements EchoStep {}

        /** {@code echo_read_request_body}: waits for the request's body. */
        record ReadRequestBody() implements EchoStep {}

        /** {@code echo_request_body}: writes the request's body where it has been read. */
        record RequestBody() implements EchoStep {}
    }

    /**
     * {@code root} or {@code alias}.
     *
     * @param path the folder; a relative one counts from the prefix
     * @param replaced how many bytes of the URI's beginning the path replaces: 0 for {@code root}, the location's length
     *     for {@code alias}, and -1 for an {@code alias} in a regex location, where the path is the whole file name
     */
    public record Root(Value path, int replaced) {}

    /**
     * {@code error_page}.
     *
     * @param statuses the statuses it is for
     * @param overwrite the status that is answered instead; 0 for the handler's own ({@code =}), null for the original
     * @param target a URI, a named location or a URL
     */
    public record ErrorPage(
            List<Integer> statuses, @Nullable Integer overwrite, Value target) {}

    /**
     * {@code add_header}.
     *
     * @param always whether it is added to error responses too
     */
    public record AddHeader(String name, Value value, boolean always) {}

    /**
     * {@code allow} or {@code deny}.
     *
     * @param allow whether it lets in
     * @param network the address, 4 or 16 bytes; empty for {@code all}
     * @param prefixLength how many of its bits count
     */
    public record AccessRule(boolean allow, List<Byte> network, int prefixLength) {

        /** Whether a client's address, 4 or 16 bytes, is of the network. */
        public boolean matches(byte[] address) {
            if (network.isEmpty()) {
                return true;
            }
            if (network.size() != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefixLength; bit++) {
                if (((network.get(bit >> 3) ^ address[bit >> 3]) & (0x80 >> (bit & 7))) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * {@code access_log}.
     *
     * @param path the log's path; a relative one counts from the prefix
     * @param line one line without its end; a variable without a value is {@code -} where it is escaped by default
     * @param escape how the variables' values are escaped
     * @param condition written only where this is neither empty nor {@code 0}; null for always
     */
    public record AccessLog(
            Value path, Value line, Escape escape, @Nullable Value condition) {

        /** {@code access_log logs/access.log combined}: nginx's own where nothing is said. */
        public static final AccessLog DEFAULT = new AccessLog(
                Value.constant("logs/access.log"),
                LogDirectives.COMBINED.line(),
                LogDirectives.COMBINED.escape(),
                null);

        /** How a log format escapes values. */
        public enum Escape {
            /** Quote, backslash and bytes that don't print as {@code \xXX}. */
            DEFAULT,
            /** As in a JSON string. */
            JSON,
            /** Not at all. */
            NONE
        }
    }
}
