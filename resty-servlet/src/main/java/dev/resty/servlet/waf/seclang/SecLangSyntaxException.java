// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

/** A rule text that can't be read or understood. */
public final class SecLangSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String problem;

    /** Not kept when serialized: a place leads to class loaders and file systems. */
    private final transient Place place;

    /**
     * Says what is wrong.
     *
     * @param problem what it is and what to do, without the place
     */
    public SecLangSyntaxException(String problem, Place place) {
        super(place + ": " + problem);
        this.problem = problem;
        this.place = place;
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }

    /** Where. */
    public Place place() {
        return place;
    }
}
