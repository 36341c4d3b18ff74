// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/** Rules that can't be read or understood: what is wrong, where, and what to do. */
public final class WafException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;

    private final int line;

    /**
     * Says what is wrong.
     *
     * @param problem without the place, which is put in front
     * @param file as it was named
     * @param line from 1; 0 where the file as a whole is meant
     */
    public WafException(String problem, String file, int line) {
        super((line > 0 ? file + ":" + line : file) + ": " + problem);
        this.file = file;
        this.line = line;
    }

    /** The file as it was named. */
    public String file() {
        return file;
    }

    /** The line, from 1; 0 where the file as a whole is meant. */
    public int line() {
        return line;
    }
}
