// SPDX-License-Identifier: Apache-2.0
/**
 * Drift monitors: pure statistics over score windows, the life cycle of alerts, and what an alert
 * says. No I/O: windows come in and alerts go out through the interfaces of the model.
 */
@NullMarked
package dev.plumbline.drift;

import org.jspecify.annotations.NullMarked;
