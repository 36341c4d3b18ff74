// SPDX-License-Identifier: Apache-2.0
/**
 * {@code proxy_pass}: requests handed to an upstream over Apache HttpClient, which is needed only where a configuration
 * proxies. May use {@code http}, {@code conf}, {@code socket} and {@code timer}.
 */
@NullMarked
package dev.resty.servlet.gateway;

import org.jspecify.annotations.NullMarked;
