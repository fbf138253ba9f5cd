// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.util.List;

/** One way to tell people. Thread-safe. */
interface Channel {
  /** Stable name, part of the record of deliveries. */
  String name();

  /**
   * Sends alerts that are all firing, or all resolved.
   *
   * @throws dev.plumbline.model.error.PlumblineException UNAVAILABLE or TIMEOUT when sending again
   *     may help, INVALID_INPUT when the receiver refuses for good
   */
  void send(List<Alert> alerts, boolean firing) throws InterruptedException;
}
