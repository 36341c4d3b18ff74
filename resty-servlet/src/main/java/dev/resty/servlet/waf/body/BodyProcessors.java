// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All body processors. Stateless, safe for concurrent use. */
public final class BodyProcessors {

    private static final BodyProcessor URLENCODED = new UrlencodedBody();

    private static final BodyProcessor MULTIPART = new MultipartBody();

    private static final BodyProcessor JSON = new JsonBody();

    private static final BodyProcessor XML = new XmlBody();

    private static final Bytes URLENCODED_TYPE = Bytes.of("application/x-www-form-urlencoded");

    private static final Bytes MULTIPART_TYPE = Bytes.of("multipart/form-data");

    private BodyProcessors() {}

    /**
     * The processor that {@code ctl:requestBodyProcessor} names.
     *
     * @param name URLENCODED, MULTIPART, JSON or XML, in any case
     * @return null for another name
     */
    public static @Nullable BodyProcessor named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "URLENCODED" -> URLENCODED;
            case "MULTIPART" -> MULTIPART;
            case "JSON" -> JSON;
            case "XML" -> XML;
            default -> null;
        };
    }

    /**
     * The processor that a request's content type chooses without a rule: URLENCODED for a form, MULTIPART for one with files. JSON and
     * XML are chosen by rules, as those of ModSecurity's recommended configuration do.
     *
     * @param contentType the header's value, empty without one
     * @return null for any other type
     */
    public static @Nullable BodyProcessor byContentType(Bytes contentType) {
        if (startsWith(contentType, URLENCODED_TYPE)) {
            return URLENCODED;
        }
        return startsWith(contentType, MULTIPART_TYPE) ? MULTIPART : null;
    }

    private static boolean startsWith(Bytes value, Bytes prefix) {
        return value.length() >= prefix.length()
                && value.slice(0, prefix.length()).equalsIgnoreCase(prefix);
    }
}
