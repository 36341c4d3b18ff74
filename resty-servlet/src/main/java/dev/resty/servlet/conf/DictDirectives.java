// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.store.DictSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/** {@code lua_shared_dict}, with the store and the file that a dict can have here. */
final class DictDirectives {

    private static final Set<Context> HTTP = EnumSet.of(Context.HTTP);
    private static final long SMALLEST_DICT = 8191;

    /** What a smaller one has, as in nginx, which needs so much to keep anything at all. */
    private static final long LEAST_DICT = 12 * 1024;

    private static final Configuration.RedisConf NO_REDIS =
            new Configuration.RedisConf(Path.of(""), Duration.ofMillis(500), "resty:", true, new Position("", 0));

    /** The store "redis"; only ever asked for with {@link Scope#own}. */
    static final Key<Configuration.RedisConf> REDIS = new Key<>("resty_redis_config", NO_REDIS);

    private DictDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("lua_shared_dict", HTTP, 2, 5, DictDirectives::sharedDict);
        table.simple("resty_redis_config", HTTP, 1, 4, (draft, scope, directive) -> {
            scope.setOnce(REDIS, redis(draft, directive), directive);
        });
    }

    private static Configuration.RedisConf redis(Draft draft, Directive directive) {
        Duration timeout = NO_REDIS.timeout();
        String prefix = NO_REDIS.prefix();
        boolean required = true;
        for (String parameter : directive.args().subList(1, directive.args().size())) {
            String value = parameter.substring(parameter.indexOf('=') + 1);
            if (parameter.startsWith("timeout=") && Units.milliseconds(value).orElse(0) > 0) {
                timeout = Duration.ofMillis(Units.milliseconds(value).getAsLong());
            } else if (parameter.startsWith("prefix=") && !value.contains("{") && !value.contains("}")) {
                prefix = value;
            } else if (parameter.equals("required=on") || parameter.equals("required=off")) {
                required = value.equals("on");
            } else {
                throw directive.error(
                        "invalid parameter \"" + parameter + "\"",
                        "the parameters are timeout=500ms, prefix=name: without braces, and required=on or off");
            }
        }
        return new Configuration.RedisConf(
                draft.prefix().resolve(directive.arg(0)), timeout, prefix, required, directive.position());
    }

    private static void sharedDict(Draft draft, Scope scope, Directive directive) {
        String name = directive.arg(0);
        if (name.isEmpty()) {
            throw directive.error("invalid lua shared dict name \"\"", "give a name and a size");
        }
        OptionalLong size = Units.size(directive.arg(1), false);
        if (size.isEmpty() || size.getAsLong() <= SMALLEST_DICT) {
            throw directive.error(
                    "invalid lua shared dict size \"" + directive.arg(1) + "\"",
                    "give at least 8k, such as 12k or 10m; g is no unit here");
        }
        Configuration.DictConf before = draft.dicts.get(name);
        if (before != null) {
            throw directive.error(
                    "lua_shared_dict \"" + name + "\" is already defined as \"" + name + "\"",
                    "the first one is in " + before.position());
        }
        DictSettings settings = DictSettings.of(name, Math.max(LEAST_DICT, size.getAsLong()));
        for (int i = 2; i < directive.args().size(); i++) {
            settings = with(settings, draft.prefix(), directive, directive.arg(i));
        }
        if (settings.persist() != null && !settings.store().equals(DictSettings.HEAP)) {
            throw directive.error(
                    "\"persist\" is for dicts in the heap, and \"" + name + "\" is in the store \"" + settings.store()
                            + "\"",
                    "leave out persist= or store=");
        }
        if (settings.persist() == null && !settings.persistInterval().isZero()) {
            throw directive.error(
                    "\"persist_interval\" of dict \"" + name + "\" without a file",
                    "add persist=file, or leave it out");
        }
        draft.dicts.put(name, new Configuration.DictConf(settings, directive.position()));
    }

    private static DictSettings with(DictSettings settings, Path prefix, Directive directive, String parameter) {
        String value = parameter.substring(parameter.indexOf('=') + 1);
        if (!value.isEmpty() && parameter.startsWith("store=")) {
            return settings.withStore(value);
        }
        if (!value.isEmpty() && parameter.startsWith("persist=")) {
            return settings.withPersist(prefix.resolve(value));
        }
        if (parameter.startsWith("persist_interval=")
                && Units.milliseconds(value).orElse(0) > 0) {
            return settings.withPersistInterval(
                    Duration.ofMillis(Units.milliseconds(value).getAsLong()));
        }
        throw directive.error(
                "invalid parameter \"" + parameter + "\"",
                "the parameters are store=name, persist=file and persist_interval=60s");
    }
}
