// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.waf.RuleScript;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The actions that are effects, by their names. */
public final class Effects {

    private Effects() {}

    /**
     * The effect of an action.
     *
     * @param name in any case
     * @param value what is behind the colon, null without
     * @return null for an action that is no effect: one that describes its rule, that decides what follows it, or that isn't
     *     known
     * @throws IllegalArgumentException for a value that the action can't have, or an action that isn't supported; the message
     *     says what to do
     */
    public static @Nullable Effect of(String name, @Nullable String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "setvar" -> SetVariable.of(required(name, value));
            case "expirevar" -> ExpireVariable.of(required(name, value));
            case "deprecatevar" -> DeprecateVariable.of(required(name, value));
            case "setenv" -> SetEnvironment.of(required(name, value));
            case "initcol" -> OpenCollectionEffect.initcol(required(name, value));
            case "setsid", "setuid", "setrsc" -> OpenCollectionEffect.named(lower, required(name, value));
            case "ctl" -> Ctl.of(required(name, value));
            case "sanitisearg",
                    "sanitizearg",
                    "sanitiserequestheader",
                    "sanitizerequestheader",
                    "sanitiseresponseheader",
                    "sanitizeresponseheader" -> Sanitise.named(lower, required(name, value));
            case "sanitisematched", "sanitizematched", "sanitisematchedbytes", "sanitizematchedbytes" ->
                Sanitise.matched(lower, value);
            case "append", "prepend" ->
                throw new IllegalArgumentException(name
                        + " isn't supported, nor by ModSecurity v3: change the response's body in body_filter_by_lua*");
            case "proxy" ->
                throw new IllegalArgumentException("proxy isn't supported, nor by ModSecurity v3: set a variable, and"
                        + " choose the upstream by it in the location");
            case "pause" ->
                throw new IllegalArgumentException("pause isn't supported, nor by ModSecurity v3, as waiting requests"
                        + " cost the server more than the client: delay it by ngx.sleep in access_by_lua*");
            default -> null;
        };
    }

    /** Runs a script. */
    public static Effect exec(String name, RuleScript script) {
        return scope -> {
            try {
                script.run(scope.transaction(), null);
            } catch (RuntimeException e) {
                scope.failed("the script " + name + " failed: " + e.getMessage());
            }
        };
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " needs a value behind a colon");
        }
        return value;
    }
}
