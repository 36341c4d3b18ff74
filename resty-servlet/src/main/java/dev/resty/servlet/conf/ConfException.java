// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

/** A configuration that can't be used. The message says what is wrong, where, and what would be right. */
public final class ConfException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String directive;

    /**
     * Refuses a configuration.
     *
     * @param reason what is wrong and what would be right, without the position
     * @param directive the directive that is wrong; empty where it isn't one
     * @param position where it stands
     */
    public ConfException(String reason, String directive, Position position) {
        super(reason + " in " + position);
        this.position = position;
        this.directive = directive;
    }

    /** Where the configuration is wrong. */
    public Position position() {
        return position;
    }

    /** The directive that is wrong; empty where it isn't one. */
    public String directive() {
        return directive;
    }
}
