// SPDX-License-Identifier: Apache-2.0
/** {@code plumbline backtest}: the drift engine over history in CSV files. */
@NullMarked
package dev.plumbline.server.backtest;

import org.jspecify.annotations.NullMarked;
