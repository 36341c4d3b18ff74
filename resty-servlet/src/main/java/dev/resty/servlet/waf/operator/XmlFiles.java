// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schema or document type and the files that it includes, read when rules are loaded. Parsers know them by addresses of this class
 * alone, so that nothing else can be asked for; no address of the network is one. Not for several threads while files are read,
 * safe for concurrent use after {@link #close}.
 */
final class XmlFiles {

    private static final String SCHEME = "file:/rules/";

    private final OperatorFiles files;

    /** By address. */
    private final Map<String, byte[]> contents = new HashMap<>();

    /** By address, the file's name. */
    private final Map<String, String> names = new HashMap<>();

    private boolean closed;

    XmlFiles(OperatorFiles files) {
        this.files = files;
    }

    /** The address of the file that a rule names. */
    String first(String name) {
        return address(name);
    }

    private String address(String name) {
        String known = SCHEME + name.replace('\\', '/').replace(" ", "%20");
        if (closed || contents.containsKey(known)) {
            return known;
        }
        try {
            contents.put(known, files.read(name));
        } catch (IOException e) {
            throw new IllegalArgumentException("can't read the file " + name + ": " + e.getMessage(), e);
        }
        names.put(known, name);
        return known;
    }

    /**
     * The address of a file that another one names.
     *
     * @param system as it is written there; null where it isn't
     * @param base the other's address; null where it isn't known
     * @throws IllegalArgumentException where it isn't a file beside the others
     */
    String included(@Nullable String system, @Nullable String base) {
        if (system != null && contents.containsKey(system)) {
            return system;
        }
        String around = base == null ? null : names.get(base);
        if (system == null || around == null || system.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + system + "\" isn't read: rules load files only, relative to the one"
                            + " that names them; fetch it and name it so");
        }
        String address =
                address(Path.of(around).resolveSibling(system).normalize().toString());
        if (!contents.containsKey(address)) {
            throw new IllegalArgumentException("\"" + system + "\" wasn't there when the rules were loaded");
        }
        return address;
    }

    InputStream open(String address) {
        byte[] content = contents.get(address);
        return new ByteArrayInputStream(content == null ? new byte[0] : content);
    }

    /** Reads no more files. */
    void close() {
        closed = true;
    }
}
