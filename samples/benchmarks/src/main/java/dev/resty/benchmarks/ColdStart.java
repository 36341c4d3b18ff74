// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Locale;

/**
 * How long a filter takes to start with a configuration of 50 locations of 20 lines of Lua each, and its first request then:
 * {@code java -cp benchmarks.jar dev.resty.benchmarks.ColdStart}. Each round's code is new, in a JVM that gets warmer.
 */
final class ColdStart {

    private static final int LOCATIONS = 50;

    private static final int ASKED = 7;

    private static final int ROUNDS = 12;

    private static final int LONGEST_ANSWER = 32_768;

    private static final String LOCATION = """
            location %s {
              content_by_lua_block {
                local mark = %d
                local function join(list, separator)
                  local out = {}
                  for i, value in ipairs(list) do
                    out[#out + 1] = tostring(value)
                  end
                  return table.concat(out, separator)
                end
                local function check(args)
                  if not args.page then
                    return nil, "no page"
                  end
                  return tonumber(args.page)
                end
                local page, err = check(ngx.req.get_uri_args())
                ngx.say(join({ mark, page or err }, ":"))
              }
            }
            """;

    private ColdStart() {}

    /** Prints both times of each round. */
    public static void main(String[] arguments) throws IOException, ServletException {
        for (int round = 0; round < ROUNDS; round++) {
            String text = configuration(round);
            long begin = System.nanoTime();
            RestyFilter filter = new RestyFilter(
                    RestyFilter.builder().conf(ConfSource.text("bench", text)).build());
            long started = System.nanoTime();
            MemoryResponse response = new MemoryResponse(new byte[LONGEST_ANSWER]);
            filter.doFilter(new MemoryRequest(new MemoryRequest.Plan(Shape.GET)), response, (request, answer) -> {});
            long answered = System.nanoTime();
            filter.destroy();
            if (response.getStatus() != 200) {
                throw new IllegalStateException("answered " + response.getStatus());
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "figure coldStart %d lines: start %.1f ms, first request %.1f ms",
                    text.lines().count(),
                    (started - begin) / 1e6,
                    (answered - started) / 1e6));
        }
    }

    private static String configuration(int round) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LOCATIONS; i++) {
            String path = i == ASKED ? "/hello" : "/other" + i;
            text.append(String.format(Locale.ROOT, LOCATION, path, round * LOCATIONS + i));
        }
        return text.toString();
    }
}
