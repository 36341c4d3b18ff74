// SPDX-License-Identifier: Apache-2.0
/** The filter registered by hand in embedded Tomcat, without Spring. */
@NullMarked
package dev.resty.samples.tomcat;

import org.jspecify.annotations.NullMarked;
