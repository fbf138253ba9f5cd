// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import dev.plumbline.model.alert.AlertStore;

class InMemoryAlertsTest extends AlertStoreContract {
  private final InMemoryAlerts alerts = new InMemoryAlerts();

  @Override
  protected AlertStore store() {
    return alerts;
  }
}
