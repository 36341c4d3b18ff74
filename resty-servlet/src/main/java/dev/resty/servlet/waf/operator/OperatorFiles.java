// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where operators find their data files when rules are loaded. */
@FunctionalInterface
public interface OperatorFiles {

    /**
     * The bytes of a data file.
     *
     * @param name as the rule writes it: absolute, or relative to the file that the rule stands in
     * @throws IOException where it can't be read; its message says why
     */
    byte[] read(String name) throws IOException;

    /** The files around a rule file. */
    static OperatorFiles beside(Path ruleFile) {
        return name -> Files.readAllBytes(ruleFile.resolveSibling(name));
    }
}
