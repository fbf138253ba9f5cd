// SPDX-License-Identifier: Apache-2.0
/** Computes score windows from stored rows. */
@NullMarked
package dev.plumbline.clickhouse.windows;

import org.jspecify.annotations.NullMarked;
