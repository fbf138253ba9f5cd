// SPDX-License-Identifier: Apache-2.0
/** Versioned migrations and retention. */
@NullMarked
package dev.plumbline.clickhouse.schema;

import org.jspecify.annotations.NullMarked;
