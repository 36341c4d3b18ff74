// SPDX-License-Identifier: Apache-2.0
/**
 * The exchange over a servlet request and response: bodies, header fields, variables, and the filters that the application's answer passes. May use {@code dev.resty.phase}.
 */
@NullMarked
package dev.resty.servlet.http;

import org.jspecify.annotations.NullMarked;
