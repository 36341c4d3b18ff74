// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Text at hand.
 *
 * @param text an ISO-8859-1 view of its bytes
 * @param folder what relative includes count from
 */
record TextSource(String name, String text, Path folder) implements ConfSource {

    @Override
    public String read() {
        return text;
    }

    @Override
    public List<ConfSource> include(String pattern) throws IOException {
        return FileSource.find(pattern, folder);
    }
}
