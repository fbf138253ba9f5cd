// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.alert.GateState;

/**
 * Whether a dimension has been proved against human labels, and so what its alerts may do. Facts
 * need no proof. A dimension nobody knows is advisory. Thread-safe.
 */
@FunctionalInterface
public interface Gate {
  GateState stateOf(String dimension);
}
