// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.ResponseFilters;

/** The filters of a response that must not be filtered: what is sent after a filter has failed. */
enum NoFilters implements ResponseFilters {
    INSTANCE;

    @Override
    public boolean filtersBody() {
        return false;
    }

    @Override
    public boolean filtersHeaders() {
        return false;
    }

    @Override
    public void headers(HttpExchange exchange) {}

    @Override
    public void body(HttpExchange exchange) {}
}
