// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import dev.resty.dict.SharedDict;
import java.nio.file.Path;
import java.time.Duration;

/** Puts a {@link Waf} together; rules are read in the order given. Not safe for concurrent use. */
public interface WafBuilder {

    /**
     * Reads a file of rules, as {@code modsecurity_rules_file} does. Data files and includes are relative to it.
     *
     * @param file one that exists when {@link #build} is called, or a glob in its last name, read in the order of the names
     */
    WafBuilder rulesFile(Path file);

    /**
     * Reads rules from the class path.
     *
     * @param resource a name such as {@code waf/rules.conf}, as of {@link ClassLoader#getResource}; includes and data files
     *     are relative to it
     */
    WafBuilder rulesResource(String resource, ClassLoader loader);

    /**
     * Reads rules from a text, as {@code modsecurity_rules} does.
     *
     * @param origin what messages call the text instead of a file name
     */
    WafBuilder rules(String text, String origin);

    /** Adds the rules that come with this library, in the profile given. */
    WafBuilder embeddedRules(RuleProfile profile);

    /** The directory that relative file names of {@link #rules} texts start from; the working directory otherwise. */
    WafBuilder baseDirectory(Path directory);

    /** Where persistent collections (IP, GLOBAL, SESSION, USER, RESOURCE) live; a dict on this JVM's heap otherwise. */
    WafBuilder collections(SharedDict dict);

    /** Is told of every match and interruption, after the others; on the request's thread, so it must not block. */
    WafBuilder listener(WafListener listener);

    /**
     * What runs the scripts that rules name in {@code exec}, {@code @inspectFile} and {@code SecRuleScript}; otherwise what
     * the class path has, which is Lua where {@code resty-servlet} is there.
     */
    WafBuilder scripts(RuleScriptEngine engine);

    /**
     * Lets {@code @inspectFile} start programs; rules that name one are refused otherwise. A program gets the value as its
     * only argument, without a shell, and no environment but {@code PATH}.
     *
     * @param timeout when a program that hasn't ended is, more than zero; that is an error of the rule
     */
    WafBuilder programs(Duration timeout);

    /**
     * How {@code @rbl} finds hosts; otherwise as {@link java.net.InetAddress} does, for a second at most.
     *
     * @param timeout how long a request waits for an answer at most, more than zero; no answer is no match
     */
    WafBuilder hostLookup(HostLookup lookup, Duration timeout);

    /**
     * Reads and compiles the rules. Blocks.
     *
     * @throws WafException for what can't be read or understood, with file and line
     */
    Waf build();
}
