// SPDX-License-Identifier: Apache-2.0
/**
 * The drift engine: mixture Shiryaev–Roberts over all start times on regression-adjusted residuals.
 * Pure functions over sums and state, no I/O.
 *
 * <p>Intended use. {@link dev.plumbline.drift.engine.BaselineFit} learns a {@link
 * dev.plumbline.drift.engine.Baseline} from the calls of the reference window and returns it with
 * the sums of that window. {@link dev.plumbline.drift.engine.Residuals} turns each later call into
 * additive numbers and adds them to the row of its hour in {@link
 * dev.plumbline.drift.engine.HourlySums}; rows of two processes, or of late data, are added. A
 * store keeps one row for each service, baseline version and hour. {@link
 * dev.plumbline.drift.engine.ServiceScan} reads the rows of one service and gives the statistics of
 * every monitored hour and the alarms: it keeps nothing between two calls, so results do not depend
 * on how often it runs, and late data correct the past.
 */
@NullMarked
package dev.plumbline.drift.engine;

import org.jspecify.annotations.NullMarked;
