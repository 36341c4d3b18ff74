// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.EngineMode;
import dev.resty.waf.MatchedRule;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A transaction as an entry of the audit log, in ModSecurity v3's JSON form: one line. Headers that repeat are one member, as
 * HTTP joins them. Bodies beyond {@value #MOST_BODY} bytes are cut, and the length they have is told.
 *
 * @param parts which parts it has
 * @param variables the transaction's
 * @param masking what isn't shown
 * @param matches its matches, in order
 * @param requestBody what was looked at of it
 * @param responseBody what was looked at of it
 * @param status of the answer
 * @param mode the engine's
 * @param settings what the rules' directives say
 * @param time when it ends
 */
record AuditEntry(
        String parts,
        Variables variables,
        Masking masking,
        List<AuditMatch> matches,
        Bytes requestBody,
        Bytes responseBody,
        int status,
        EngineMode mode,
        EngineSettings settings,
        ZonedDateTime time) {

    private static final int MOST_BODY = 65_536;

    private static final int MOST_TEXT = 4096;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    private static final String PRODUCER = "resty-servlet";

    static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneId.systemDefault());
    }

    private boolean has(char part) {
        return parts.indexOf(part) >= 0;
    }

    private String single(Variable variable) {
        return variables.value(variable).text();
    }

    /** The entry, without an end of line. */
    String json() {
        JsonText json = new JsonText().open('{').name("transaction").open('{');
        json.member("client_ip", single(Variable.REMOTE_ADDR));
        json.member("time_stamp", TIME.format(time));
        json.member("server_id", settings.sensorId());
        json.member("client_port", variables.value(Variable.REMOTE_PORT).number());
        json.member("host_ip", single(Variable.SERVER_ADDR));
        json.member("host_port", variables.value(Variable.SERVER_PORT).number());
        json.member("unique_id", single(Variable.UNIQUE_ID));
        request(json);
        response(json);
        if (has('H')) {
            producer(json);
            json.name("messages").open('[');
            matches.forEach(match -> message(json, match));
            json.close(']');
        }
        return json.close('}').close('}').toString();
    }

    private void request(JsonText json) {
        json.name("request").open('{');
        json.member("method", single(Variable.REQUEST_METHOD));
        String protocol = single(Variable.REQUEST_PROTOCOL);
        json.member("http_version", protocol.substring(protocol.indexOf('/') + 1));
        json.member("hostname", single(Variable.SERVER_NAME));
        json.member("uri", masking.target(single(Variable.REQUEST_URI_RAW)));
        if (has('C')) {
            body(json, masking.body(requestBody), requestBody.length());
        } else if (has('I') && !single(Variable.REQBODY_PROCESSOR).equals("MULTIPART")) {
            body(json, masking.body(requestBody), requestBody.length());
        } else if (has('I')) {
            body(json, fields(), requestBody.length());
        }
        if (has('J')) {
            files(json);
        }
        if (has('B')) {
            headers(json, Variable.REQUEST_HEADERS);
        }
        json.close('}');
    }

    /** A multipart body's fields without its files. */
    private String fields() {
        StringBuilder fields = new StringBuilder();
        for (Entry entry : variables.all(Variable.ARGS_POST)) {
            String name = entry.key().text();
            fields.append(fields.length() == 0 ? "" : "&").append(name).append('=');
            fields.append(
                    masking.isSecret(Variable.ARGS, name)
                            ? Masking.MASK
                            : entry.value().text());
        }
        return fields.toString();
    }

    private void files(JsonText json) {
        List<Entry> sizes = variables.all(Variable.FILES_SIZES);
        json.name("files").open('[');
        int number = 0;
        for (Entry file : variables.all(Variable.FILES)) {
            json.open('{')
                    .member("name", file.key().text())
                    .member("file_name", file.value().text());
            if (number < sizes.size()) {
                json.member("size", sizes.get(number).value().number());
            }
            json.close('}');
            number++;
        }
        json.close(']');
    }

    private void response(JsonText json) {
        json.name("response").open('{');
        if (has('E')) {
            body(json, masking.responseBody(responseBody), responseBody.length());
        }
        json.member("http_code", status);
        if (has('F')) {
            headers(json, Variable.RESPONSE_HEADERS);
        }
        json.close('}');
    }

    private static void body(JsonText json, String body, int length) {
        json.member("body", body.length() > MOST_BODY ? body.substring(0, MOST_BODY) : body);
        if (body.length() > MOST_BODY) {
            json.member("body_length", length);
        }
    }

    private void headers(JsonText json, Variable collection) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (Entry header : variables.all(collection)) {
            String name = header.key().text();
            String lower = name.toLowerCase(Locale.ROOT);
            names.putIfAbsent(lower, name);
            headers.merge(
                    lower, masking.header(collection, name, header.value().text()), (one, more) -> one + ", " + more);
        }
        json.name("headers").open('{');
        headers.forEach((lower, value) -> json.member(names.getOrDefault(lower, lower), value));
        json.close('}');
    }

    private void producer(JsonText json) {
        json.name("producer").open('{');
        json.member("modsecurity", PRODUCER);
        json.member("connector", PRODUCER);
        json.member(
                "secrules_engine",
                switch (mode) {
                    case ON -> "Enabled";
                    case DETECTION_ONLY -> "DetectionOnly";
                    case OFF -> "Disabled";
                });
        json.name("components").open('[');
        settings.components().forEach(json::value);
        json.close(']').close('}');
    }

    private void message(JsonText json, AuditMatch match) {
        MatchedRule rule = match.told();
        json.open('{').member("message", match.message(masking, MOST_TEXT));
        json.name("details").open('{');
        json.member("match", match.text(masking));
        json.member("reference", "");
        json.member("ruleId", Integer.toString(rule.id()));
        json.member("file", rule.file());
        json.member("lineNumber", Integer.toString(rule.line()));
        json.member("data", masking.matched(rule, rule.data(), MOST_TEXT));
        json.member("severity", rule.severity() < 0 ? "0" : Integer.toString(rule.severity()));
        json.member("ver", match.shown("ver"));
        json.member("rev", match.shown("rev"));
        json.name("tags").open('[');
        rule.tags().forEach(json::value);
        json.close(']');
        json.member("maturity", "0");
        json.member("accuracy", "0");
        json.close('}').close('}');
    }
}
