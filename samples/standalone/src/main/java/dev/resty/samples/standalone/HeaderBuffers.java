// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Directive;
import java.util.List;
import java.util.Locale;

/**
 * {@code large_client_header_buffers}: how large the request line and the header fields may be together.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers">nginx</a>
 */
final class HeaderBuffers {

    private static final int DEFAULT = 4 * (8 << 10);
    private static final int MAXIMUM = 64 << 20;

    private HeaderBuffers() {}

    /** The largest that some block allows, in bytes: a connection is read before its server is known. */
    static int size(List<Directive> directives) {
        int size = DEFAULT;
        for (Directive directive : directives) {
            List<Directive> block = directive.block();
            if (directive.name().equals("large_client_header_buffers")) {
                size = Math.max(size, own(directive));
            } else if (block != null) {
                size = Math.max(size, size(block));
            }
        }
        return size;
    }

    private static int own(Directive directive) {
        try {
            long number = Long.parseLong(directive.args().get(0));
            String text =
                    directive.args().size() < 2 ? "8k" : directive.args().get(1).toLowerCase(Locale.ROOT);
            char unit = text.charAt(text.length() - 1);
            long factor = unit == 'k' ? 1 << 10 : unit == 'm' ? 1 << 20 : 1;
            long size = Long.parseLong(factor == 1 ? text : text.substring(0, text.length() - 1));
            return (int) Math.min(MAXIMUM, Math.multiplyExact(number, size * factor));
        } catch (ArithmeticException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new ConfException(
                    "invalid value \"" + String.join(" ", directive.args()) + "\"",
                    "write large_client_header_buffers number size",
                    directive.name(),
                    directive.position());
        }
    }
}
