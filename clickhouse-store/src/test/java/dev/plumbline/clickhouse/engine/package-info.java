// SPDX-License-Identifier: Apache-2.0
/** Tests of the embedded engine and its endpoint, against the real library. */
@NullMarked
package dev.plumbline.clickhouse.engine;

import org.jspecify.annotations.NullMarked;
