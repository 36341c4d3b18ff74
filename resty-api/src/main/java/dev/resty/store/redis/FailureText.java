// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.WriteRedisConnectionException;

/** What Redisson's failures are called in Lua: in few words, Redis's own where it has answered. */
final class FailureText {

    static final String TIMEOUT = "redis: timeout";

    private static final String NOT_CONNECTED = "redis: not connected";

    private static final int LONGEST = 120;

    /** What Redisson puts behind Redis's answer, before what was asked. */
    private static final String ANSWER_END = ". channel:";

    private static final String PLACE_IN_REDIS_6 =
            "^ERR Error running script \\(call to f_\\w+\\): (@user_script: ?\\d+: )*-?";

    private static final String PLACE_IN_REDIS_7 = "\\.? script: \\w+, on @user_script.*";

    /** Where it was in one of our scripts, which Redis 6 tells before what happened, and Redis 7 behind it. */
    private static final Pattern PLACE = Pattern.compile(PLACE_IN_REDIS_6 + "|" + PLACE_IN_REDIS_7);

    private FailureText() {}

    static String of(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof RedisTimeoutException) {
            return TIMEOUT;
        }
        if (failure instanceof RedisFullException) {
            return "redis: " + RedisFullException.MESSAGE;
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ConnectException) {
                return "redis: connection refused";
            }
            if (each instanceof RedisLoadingException) {
                return "redis: loading its data";
            }
        }
        String answer = answer(failure);
        if (answer != null) {
            return "redis: " + answer;
        }
        if (failure instanceof WriteRedisConnectionException) {
            return "redis: connection closed";
        }
        if (failure instanceof RedisConnectionException || failure instanceof RedisNodeNotFoundException) {
            return NOT_CONNECTED;
        }
        String text = failure.getMessage();
        return text == null ? NOT_CONNECTED : "redis: " + cut(text);
    }

    /** The error that Redis itself answered, as {@code NOAUTH Authentication required.}; null where it wasn't one. */
    static @Nullable String answer(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage();
        if (text == null) {
            return null;
        }
        int end = text.indexOf(ANSWER_END);
        return end < 0 ? null : cut(PLACE.matcher(text.substring(0, end)).replaceAll(""));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST));
    }
}
