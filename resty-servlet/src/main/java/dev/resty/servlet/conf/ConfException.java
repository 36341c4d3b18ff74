// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

/**
 * A configuration that can't be used. The message is what nginx says where it has words for it, the place, and then
 * what would be right.
 */
public final class ConfException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String directive;
    private final String remedy;

    /**
     * Refuses a configuration.
     *
     * @param reason what is wrong, without the position
     * @param directive the directive that is wrong; empty where it isn't one
     * @param position where it stands
     */
    public ConfException(String reason, String directive, Position position) {
        this(reason, "", directive, position);
    }

    /**
     * Refuses a configuration and says what would be right.
     *
     * @param reason what is wrong, without the position
     * @param remedy what would be right; empty where the reason says it already
     * @param directive the directive that is wrong; empty where it isn't one
     * @param position where it stands
     */
    public ConfException(String reason, String remedy, String directive, Position position) {
        super(reason + " in " + position + (remedy.isEmpty() ? "" : "; " + remedy));
        this.position = position;
        this.directive = directive;
        this.remedy = remedy;
    }

    /** Where the configuration is wrong. */
    public Position position() {
        return position;
    }

    /** The directive that is wrong; empty where it isn't one. */
    public String directive() {
        return directive;
    }

    /** What would be right; empty where the message says it already. */
    public String remedy() {
        return remedy;
    }
}
