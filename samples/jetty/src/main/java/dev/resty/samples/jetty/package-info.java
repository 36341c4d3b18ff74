// SPDX-License-Identifier: Apache-2.0
/** The filter registered by hand in embedded Jetty, without Spring. */
@NullMarked
package dev.resty.samples.jetty;

import org.jspecify.annotations.NullMarked;
