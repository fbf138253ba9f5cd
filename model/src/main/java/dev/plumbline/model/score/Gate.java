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

  /**
   * The state for one customer; as for the deployment as a whole unless it has labels of its own.
   *
   * @param tenant value of segment {@code customer}; empty for the deployment as a whole
   */
  default GateState stateOf(String tenant, String dimension) {
    return stateOf(dimension);
  }
}
