// SPDX-License-Identifier: Apache-2.0
/**
 * Made traffic for {@code ./plumbline demo}: a small shop's assistant with several features, sent
 * through the receiver like anybody's.
 */
@NullMarked
package dev.plumbline.server.demo;

import org.jspecify.annotations.NullMarked;
