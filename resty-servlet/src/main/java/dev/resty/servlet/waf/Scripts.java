// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.seclang.RuleSource;
import dev.resty.waf.RuleScript;
import dev.resty.waf.RuleScriptEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * What runs the scripts and programs that rules name. Immutable, safe for concurrent use.
 *
 * @param engine null for the one on the class path
 * @param programs how long a program may take; null where rules start none
 */
record Scripts(@Nullable RuleScriptEngine engine, @Nullable Duration programs) {

    /**
     * A script, or a program where rules may start them.
     *
     * @throws IllegalArgumentException where it can't be run; the message says why
     */
    RuleScript inspector(RuleSource source, String name) {
        RuleScriptEngine runs = present();
        if (runs != null && name.endsWith(runs.suffix())) {
            return compiled(runs, source, name);
        }
        if (programs == null) {
            throw new IllegalArgumentException("rules start no programs such as " + name
                    + ": name a script (.lua), or allow programs in the WafBuilder");
        }
        try {
            Path path = source.path(name).toAbsolutePath();
            if (!Files.isExecutable(path) || Files.isDirectory(path)) {
                throw new IllegalArgumentException("no program " + path + ", or it may not be run");
            }
            return new Program(path, programs);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * A script.
     *
     * @throws IllegalArgumentException where it can't be run; the message says why
     */
    RuleScript script(RuleSource source, String name) {
        RuleScriptEngine runs = present();
        if (runs == null) {
            throw new IllegalArgumentException(
                    "nothing here runs " + name + ": name an engine of scripts in the WafBuilder");
        }
        if (!name.endsWith(runs.suffix())) {
            throw new IllegalArgumentException(
                    name + " is no script (" + runs.suffix() + "), and programs aren't started, nor by ModSecurity v3");
        }
        return compiled(runs, source, name);
    }

    private static RuleScript compiled(RuleScriptEngine engine, RuleSource source, String name) {
        try {
            return engine.compile(name, source.data(name));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private @Nullable RuleScriptEngine present() {
        return engine != null
                ? engine
                : ServiceLoader.load(RuleScriptEngine.class, Scripts.class.getClassLoader())
                        .findFirst()
                        .orElse(null);
    }
}
