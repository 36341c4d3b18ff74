// SPDX-License-Identifier: Apache-2.0
/**
 * The servlet filter and its builder: the only package that wires the others together.
 */
@NullMarked
package dev.resty.servlet;

import org.jspecify.annotations.NullMarked;
