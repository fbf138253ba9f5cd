// SPDX-License-Identifier: Apache-2.0
/** Labels, calibrations and what they read of calls. */
@NullMarked
package dev.plumbline.clickhouse.labels;

import org.jspecify.annotations.NullMarked;
