// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

/** Runs subrequests: the pipeline that runs the request itself. */
@FunctionalInterface
public interface Subrequests {

    /**
     * Takes a subrequest through its phases; blocks until it is answered. Its errors are logged and answered, none is
     * thrown. Called with no worker held; several may run at a time.
     *
     * @param subrequest is closed then
     */
    void run(HttpExchange subrequest);
}
