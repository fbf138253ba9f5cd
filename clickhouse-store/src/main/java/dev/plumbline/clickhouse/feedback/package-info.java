// SPDX-License-Identifier: Apache-2.0
/** What users said and did, in ClickHouse, and the rates made of it. */
@NullMarked
package dev.plumbline.clickhouse.feedback;

import org.jspecify.annotations.NullMarked;
