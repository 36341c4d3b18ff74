// SPDX-License-Identifier: Apache-2.0
package shop;

/** A customer. */
record User(long id, String name, String email) {}
