// SPDX-License-Identifier: Apache-2.0
/**
 * What every store of labels and calibrations must do, and stores in memory for tests of others.
 */
@NullMarked
package dev.plumbline.testkit.labels;

import org.jspecify.annotations.NullMarked;
