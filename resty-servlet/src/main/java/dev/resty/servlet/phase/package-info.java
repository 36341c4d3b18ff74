// SPDX-License-Identifier: Apache-2.0
/**
 * The pipeline: which server and location a request is for, the phases in nginx's order, error pages, and a
 * configuration generation with its workers. May use {@code conf}, {@code ngx}, {@code http}, {@code gateway} and
 * {@code lua}.
 */
@NullMarked
package dev.resty.servlet.phase;

import org.jspecify.annotations.NullMarked;
