// SPDX-License-Identifier: Apache-2.0
/**
 * The process: configuration file, command line, wiring, start and stop in order, and the demo's
 * made traffic. No logic of the product itself.
 */
@NullMarked
package dev.plumbline.server;

import org.jspecify.annotations.NullMarked;
