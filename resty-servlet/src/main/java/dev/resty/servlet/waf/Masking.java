// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What logs don't show of a transaction: headers that authenticate, arguments and cookies whose names say that they are
 * secret, and what {@code sanitiseArg} and its like name. Where a secret can't be told apart from what is around it, all is
 * masked. Texts are ISO-8859-1 views. Used by one thread at a time.
 */
final class Masking {

    /** What stands for a secret, however long it is. */
    static final String MASK = "********";

    /** Shorter secrets are too likely to occur elsewhere by chance. */
    private static final int LEAST_LENGTH = 4;

    private static final List<String> SECRET_HEADERS =
            List.of("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token");

    private static final List<String> SECRET_WORDS = List.of(
            "passw",
            "pwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "api_key",
            "api-key",
            "credential",
            "authorization",
            "session",
            "sessid");

    private final Variables variables;

    /** What rules named: a variable with an entry's name, or without one. */
    private final List<Entry> named;

    Masking(Variables variables, List<Entry> named) {
        this.variables = variables;
        this.named = named;
    }

    /** Whether an entry is secret. */
    boolean isSecret(Variable variable, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean byName =
                switch (kind(variable)) {
                    case REQUEST_HEADERS, RESPONSE_HEADERS -> SECRET_HEADERS.contains(lower);
                    case ARGS, REQUEST_COOKIES -> SECRET_WORDS.stream().anyMatch(lower::contains);
                    default -> false;
                };
        if (byName) {
            return true;
        }
        for (Entry entry : named) {
            if (kind(entry.variable()) == kind(variable) && entry.key().text().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** The collection that has all of its kind. */
    private static Variable kind(Variable variable) {
        return switch (variable) {
            case ARGS_GET, ARGS_POST -> Variable.ARGS;
            default -> variable;
        };
    }

    /** A header's value, masked where it is secret. */
    String header(Variable headers, String name, String value) {
        return isSecret(headers, name) ? MASK : value;
    }

    /** A value that a rule matched on, or a text made of it. */
    String matched(MatchedRule rule, String text) {
        for (MatchedValue match : rule.matches()) {
            int colon = match.variable().indexOf(':');
            Variable variable = Variable.named(
                    colon < 0 ? match.variable() : match.variable().substring(0, colon));
            if (variable != null
                    && isSecret(variable, colon < 0 ? "" : match.variable().substring(colon + 1))) {
                return MASK;
            }
        }
        String masked = text;
        for (String secret : secrets()) {
            if (secret.length() >= LEAST_LENGTH) {
                masked = masked.replace(secret, MASK);
            }
        }
        return masked;
    }

    /** The values of all secret arguments. */
    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (Entry entry : variables.all(Variable.ARGS)) {
            if (!entry.value().isEmpty() && isSecret(Variable.ARGS, entry.key().text())) {
                secrets.add(entry.value().text());
            }
        }
        return secrets;
    }

    /** A request's target with the secrets of its query masked. */
    String target(String target) {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question + 1) + pairs(target.substring(question + 1));
    }

    /** Names and values with the secret values masked. */
    String pairs(String pairs) {
        StringBuilder masked = new StringBuilder(pairs.length());
        for (int from = 0; from <= pairs.length(); ) {
            int separator = from;
            while (separator < pairs.length() && pairs.charAt(separator) != '&' && pairs.charAt(separator) != ';') {
                separator++;
            }
            int equals = pairs.indexOf('=', from);
            if (equals >= 0 && equals < separator && isSecret(Variable.ARGS, decoded(pairs.substring(from, equals)))) {
                masked.append(pairs, from, equals + 1).append(MASK);
            } else {
                masked.append(pairs, from, separator);
            }
            if (separator < pairs.length()) {
                masked.append(pairs.charAt(separator));
            }
            from = separator + 1;
        }
        return masked.toString();
    }

    private static String decoded(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder decoded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            int high = i + 2 < name.length() && name.charAt(i) == '%' ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(name.charAt(i + 2), 16);
            if (low >= 0) {
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append(name.charAt(i));
            }
        }
        return decoded.toString();
    }

    /** A request's body with its secrets masked; all of it where one isn't found as it is, or nothing parsed the body. */
    String body(Bytes body) {
        if (body.isEmpty()) {
            return "";
        }
        if (isSecret(Variable.REQUEST_BODY, "")) {
            return MASK;
        }
        String text = body.text();
        String processor = variables.value(Variable.REQBODY_PROCESSOR).text();
        boolean failed = variables.value(Variable.REQBODY_ERROR).number() != 0;
        if (processor.equals("URLENCODED")) {
            return pairs(text);
        }
        if (processor.isEmpty() || failed) {
            String lower = text.toLowerCase(Locale.ROOT);
            boolean names = named.isEmpty() && SECRET_WORDS.stream().noneMatch(lower::contains);
            return names ? text : MASK;
        }
        for (Entry entry : variables.all(Variable.ARGS)) {
            String secret = entry.value().text();
            if (!secret.isEmpty() && isSecret(Variable.ARGS, entry.key().text()) && !isOfQuery(entry)) {
                if (secret.length() < LEAST_LENGTH || !text.contains(secret)) {
                    return MASK;
                }
                text = text.replace(secret, MASK);
            }
        }
        return text;
    }

    private boolean isOfQuery(Entry argument) {
        for (Entry entry : variables.all(Variable.ARGS_GET)) {
            if (entry.key().equals(argument.key()) && entry.value().equals(argument.value())) {
                return true;
            }
        }
        return false;
    }

    /** A response's body with what rules named in it masked. */
    String responseBody(Bytes body) {
        if (isSecret(Variable.RESPONSE_BODY, "")) {
            return MASK;
        }
        String text = body.text();
        for (String secret : secrets()) {
            if (secret.length() >= LEAST_LENGTH) {
                text = text.replace(secret, MASK);
            }
        }
        return text;
    }
}
