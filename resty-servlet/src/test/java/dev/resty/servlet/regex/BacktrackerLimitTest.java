// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search by backtracking does when there is too much to try. */
class BacktrackerLimitTest {

    private static Backtracker backtracker(String pattern, int limit) {
        return new Backtracker(PatternParser.parse(pattern, PatternOptions.parse(pattern, "")), limit);
    }

    private static boolean find(Backtracker pattern, String subject, int... groups) {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        return pattern.find(bytes, 0, bytes.length, 0, groups);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(x+x+)+y",
                "^(?:x|xx)*(?!z)y",
                "^(?:x*)*y",
                "^(x|xx)+?y",
                "(?=(?:x+)+y)x",
                "(?<=x)(?:x+)+?y",
                "(x)(?:\\1+)+y",
                "(?:x(?:x(?:x*)*)*)*y",
                "(x(?1)?x?)*y",
                "^(?:(?:x{0,9}){0,9}){0,9}y",
            })
    void find_pumpedPattern_endsByTheMatchLimit(String pattern) {
        assertThatThrownBy(() -> find(backtracker(pattern, 100_000), "x".repeat(3000) + "z"))
                .isInstanceOf(RegexExecException.class)
                .hasMessage("pcre_exec() failed: -8");
    }

    @Test
    void find_nearTheLimit_countsWork() {
        String subject = "x".repeat(20);
        assertThatThrownBy(() -> find(backtracker("^(x+)+y(?!z)", 1000), subject))
                .hasMessage("pcre_exec() failed: -8");
        assertThat(find(backtracker("^(x+)+y(?!z)", 10_000_000), "x".repeat(14)))
                .isFalse();
    }

    @Test
    void find_limitInThePattern_onlyLowers() {
        assertThatThrownBy(() -> find(backtracker("(*LIMIT_MATCH=100)^(x+)+y(?!z)", 0), "x".repeat(14)))
                .hasMessage("pcre_exec() failed: -8");
        assertThatThrownBy(() -> find(backtracker("(*LIMIT_MATCH=100000000)^(x+)+y(?!z)", 100), "x".repeat(14)))
                .hasMessage("pcre_exec() failed: -8");
    }

    @Test
    void find_longSubject_needsNoStepsOfItsLimit() {
        String subject = "a".repeat(1 << 20) + "b";
        assertThat(find(backtracker("(?<=a)b", 100), subject)).isTrue();
        assertThat(find(backtracker("(?<=[^a])b|(?<!a)b", 100), subject)).isFalse();
    }

    @Test
    void find_megabyteOfGroupRounds_doesntOverflow() {
        int[] groups = new int[4];
        assertThat(find(backtracker("(a|b)*(?!c)", 0), "ab".repeat(1 << 19), groups))
                .isTrue();
        assertThat(groups).containsExactly(0, 1 << 20, (1 << 20) - 1, 1 << 20);
    }

    @Test
    void find_deepRecursion_doesntOverflow() {
        int depth = 50_000;
        assertThat(find(backtracker("^(\\((?1)*\\))$", 0), "(".repeat(depth) + ")".repeat(depth)))
                .isTrue();
    }

    @Test
    void find_tooMuchToRemember_endsByTheStackLimit() {
        assertThatThrownBy(() -> find(backtracker("(((a)|(b))*)*(?!c)\\1", 0), "ab".repeat(1 << 20)))
                .isInstanceOf(RegexExecException.class)
                .hasMessage("pcre_exec() failed: -27");
    }

    @Test
    void find_afterGivingUp_stillSearches() {
        Backtracker pattern = backtracker("^(x+x+)+y", 1000);
        assertThatThrownBy(() -> find(pattern, "x".repeat(3000))).isInstanceOf(RegexExecException.class);
        int[] groups = new int[4];
        assertThat(find(pattern, "xxxy", groups)).isTrue();
        assertThat(groups).containsExactly(0, 4, 0, 3);
    }

    @Test
    void find_mutualRecursionWithoutProgress_isAnError() {
        assertThatThrownBy(() -> find(backtracker("(?:(a|(?2))|(b|(?1)))c", 0), "xc"))
                .isInstanceOf(RegexExecException.class)
                .hasMessage("pcre_exec() failed: -26");
    }

    @Test
    void find_manyThreads_dontDisturbEachOther() throws Exception {
        Backtracker pattern = backtracker("(?<=(x))(\\w+)=(['\"])(?:(?!\\3).)*\\3(?!;)", 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String value = "v".repeat(thread + 1);
                results.add(threads.submit(() -> rightResults(pattern, value)));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(2000);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int rightResults(Backtracker pattern, String value) {
        String subject = " xname='" + value + "' ";
        int[] groups = new int[8];
        int right = 0;
        for (int i = 0; i < 2000; i++) {
            boolean found = find(pattern, subject, groups);
            right += found && groups[0] == 2 && groups[1] == subject.length() - 1 && groups[3] == 2 ? 1 : 0;
        }
        return right;
    }
}
