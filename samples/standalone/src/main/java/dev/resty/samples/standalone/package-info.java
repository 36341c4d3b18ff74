// SPDX-License-Identifier: Apache-2.0
/**
 * An nginx-like launcher: reads a complete nginx.conf and serves it from an embedded Jetty, without an application
 * behind it. Uses {@code dev.resty.servlet} as any host does.
 */
@NullMarked
package dev.resty.samples.standalone;

import org.jspecify.annotations.NullMarked;
