// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.util.Objects;

/**
 * Tells whether an input would run a script in the page that an application puts it into: SecLang's {@code @detectXSS}. The input is
 * tried as text, as attributes of a tag, and as the inside of an attribute's single, double or backtick quotes. Safe for concurrent
 * use; the time is linear in the length; nothing is allocated.
 */
public final class ScriptInjection {

    private static final Pool<HtmlScanner> SCANNERS = new Pool<>(HtmlScanner::new);

    private static final int TAG = 1;

    private static final int VALUE = 2;

    private static final int SINGLE = 4;

    private static final int DOUBLE = 8;

    private static final int BACKTICK = 16;

    private static final byte[] SIGNS = new byte[256];

    static {
        SIGNS['<'] = TAG;
        SIGNS['='] = VALUE;
        SIGNS['\''] = SINGLE;
        SIGNS['"'] = DOUBLE;
        SIGNS['`'] = BACKTICK;
    }

    private ScriptInjection() {}

    /**
     * Judges the bytes from {@code from} to before {@code to}.
     *
     * @throws IndexOutOfBoundsException where the span isn't within the bytes
     */
    public static boolean isAttack(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        int signs = signs(bytes, from, to);
        // without a tag or a value nothing can run
        if ((signs & (TAG | VALUE)) == 0) {
            return false;
        }
        HtmlScanner in = SCANNERS.take();
        boolean attack = (signs & TAG) != 0 && isAttack(in, bytes, from, to, HtmlScanner.Context.TEXT)
                || isAttack(in, bytes, from, to, HtmlScanner.Context.TAG)
                || (signs & SINGLE) != 0 && isAttack(in, bytes, from, to, HtmlScanner.Context.SINGLE_QUOTES)
                || (signs & DOUBLE) != 0 && isAttack(in, bytes, from, to, HtmlScanner.Context.DOUBLE_QUOTES)
                || (signs & BACKTICK) != 0 && isAttack(in, bytes, from, to, HtmlScanner.Context.BACKTICKS);
        in.release();
        SCANNERS.giveBack(in);
        return attack;
    }

    /** Which of the characters are there that an attack needs. */
    private static int signs(byte[] bytes, int from, int to) {
        int signs = 0;
        for (int i = from; i < to; i++) {
            signs |= SIGNS[bytes[i] & 0xff];
        }
        return signs;
    }

    /** Whether the input is an attack in one context. */
    static boolean isAttack(HtmlScanner in, byte[] bytes, int from, int to, HtmlScanner.Context context) {
        in.start(bytes, from, to, context);
        Markup.Effect effect = Markup.Effect.NONE;
        while (in.next()) {
            switch (in.token) {
                case DOCTYPE:
                    return true;
                case TAG_NAME:
                    if (Markup.isDangerousTag(bytes, in.start, in.end)) {
                        return true;
                    }
                    break;
                case COMMENT:
                    if (Markup.isDangerousComment(bytes, in.start, in.end)) {
                        return true;
                    }
                    break;
                case ATTRIBUTE_VALUE:
                    if (isDangerous(effect, bytes, in.start, in.end)) {
                        return true;
                    }
                    break;
                default:
            }
            effect = in.token == HtmlScanner.Token.ATTRIBUTE_NAME
                    ? Markup.effect(bytes, in.start, in.end)
                    : Markup.Effect.NONE;
        }
        return false;
    }

    private static boolean isDangerous(Markup.Effect effect, byte[] bytes, int from, int to) {
        return switch (effect) {
            case NONE -> false;
            case ANY_VALUE -> true;
            case URL -> ScriptUrl.isScript(bytes, from, to);
            case NAME -> Markup.effect(bytes, from, to) != Markup.Effect.NONE;
        };
    }
}
