// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.seclang.RuleSource;
import dev.resty.servlet.waf.seclang.SecLangParser;
import dev.resty.servlet.waf.seclang.SecLangSyntaxException;
import dev.resty.servlet.waf.seclang.Statement;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a rule set comes from: read again for each reload. Immutable, safe for concurrent use. */
record RuleSources(List<Source> sources) {

    /** Something that rules are read from, which may be several files at each time. */
    interface Source {

        /** What there is now. */
        List<RuleSource> find();
    }

    /** The files that a path names, a glob in it too. */
    static Source files(Path path) {
        return () -> {
            try {
                return RuleSource.files(path);
            } catch (IOException e) {
                throw caused(new WafException(String.valueOf(e.getMessage()), path.toString(), 0), e);
            }
        };
    }

    /**
     * All statements, in their order. Blocks.
     *
     * @throws WafException for what can't be read or understood
     */
    List<Statement> read() {
        List<RuleSource> found = new ArrayList<>();
        for (Source source : sources) {
            found.addAll(source.find());
        }
        return parse(found);
    }

    static List<Statement> parse(List<RuleSource> sources) {
        try {
            return SecLangParser.parse(sources);
        } catch (SecLangSyntaxException e) {
            throw problem(e);
        }
    }

    /** What a syntax error is to users. */
    static WafException problem(SecLangSyntaxException e) {
        return caused(new WafException(e.problem(), e.place().file(), e.place().line()), e);
    }

    static WafException caused(WafException problem, Throwable cause) {
        problem.initCause(cause);
        return problem;
    }
}
