// SPDX-License-Identifier: Apache-2.0
/** Tests of the process as a whole. */
@NullMarked
package dev.plumbline.server;

import org.jspecify.annotations.NullMarked;
