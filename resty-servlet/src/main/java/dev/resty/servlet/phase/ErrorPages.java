// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf.ErrorPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the {@code error_page} of a status. */
final class ErrorPages {

    private ErrorPages() {}

    static @Nullable ErrorPage find(List<ErrorPage> pages, int status) {
        for (ErrorPage page : pages) {
            if (page.statuses().contains(status)) {
                return page;
            }
        }
        return null;
    }
}
