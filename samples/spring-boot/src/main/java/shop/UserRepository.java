// SPDX-License-Identifier: Apache-2.0
package shop;

import dev.resty.spring.LuaFunction;
import dev.resty.spring.LuaModule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** The users, behind a database that takes its time. Scripts reach it as {@code require "shop.users"}. */
@Repository
@LuaModule("shop.users")
class UserRepository {

    private static final Duration SLOW = Duration.ofMillis(300);

    private final Map<Long, User> users = Map.of(
            1L, new User(1, "Ada", "ada@shop.example"),
            2L, new User(2, "Linus", "linus@shop.example"),
            42L, new User(42, "Grace", "grace@shop.example"));

    private final AtomicInteger queries = new AtomicInteger();

    /** A user; null where there is none. */
    @LuaFunction
    public @Nullable User find(long id) throws InterruptedException {
        queries.incrementAndGet();
        Thread.sleep(SLOW.toMillis());
        return users.get(id);
    }

    /** How often the database was asked. */
    public int queries() {
        return queries.get();
    }
}
