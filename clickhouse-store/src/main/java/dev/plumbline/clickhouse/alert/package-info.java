// SPDX-License-Identifier: Apache-2.0
/** Keeps alerts and their history. */
@NullMarked
package dev.plumbline.clickhouse.alert;

import org.jspecify.annotations.NullMarked;
