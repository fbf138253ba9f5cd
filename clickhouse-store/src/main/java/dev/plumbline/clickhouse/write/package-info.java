// SPDX-License-Identifier: Apache-2.0
/** Writes spans, logs and samples in bulk, each exactly once, and patches stored spans. */
@NullMarked
package dev.plumbline.clickhouse.write;

import org.jspecify.annotations.NullMarked;
