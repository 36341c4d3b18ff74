// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;

class FailureTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR Error running script (call to f_8e7): @user_script:8: @user_script: 8: -READONLY You can't write",
                "ERR Error running script (call to f_8e7): @user_script:8: READONLY You can't write",
                "READONLY You can't write. script: 8e73b5, on @user_script:24.",
                "READONLY You can't write script: 8e73b5, on @user_script:24.",
                "READONLY You can't write"
            })
    void answerOfAScript_isWithoutThePlaceInTheScript(String answer) {
        assertThat(FailureText.of(new RedisException(answer + ". channel: [id: 1] command: (EVALSHA)")))
                .isEqualTo("redis: READONLY You can't write");
    }

    @Test
    void failedConnection_isWhatRedisAnswered_orOnlyThatThereIsNone() {
        RedisException refused = new RedisException("NOAUTH Authentication required.. channel: [id: 1]");

        assertThat(FailureText.of(new RedisConnectionException(
                        "Unable to connect", new ExecutionException(new RedisConnectionException("no", refused)))))
                .isEqualTo("redis: NOAUTH Authentication required.");
        assertThat(FailureText.of(new RedisConnectionException("Unable to connect")))
                .isEqualTo("redis: not connected");
    }

    @Test
    void fullRedis_isNoMemoryAsInADict() {
        RedisException refused = new RedisException("OOM command not allowed. channel: [id: 1]");

        assertThat(FailureText.of(new RedisFullException(refused))).isEqualTo("redis: no memory");
    }

    @Test
    void longText_isCut() {
        assertThat(FailureText.of(new RedisException("x".repeat(1_000)))).hasSize("redis: ".length() + 120);
    }
}
