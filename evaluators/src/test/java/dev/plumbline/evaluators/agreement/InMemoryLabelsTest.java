// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.testkit.labels.InMemoryCalibrations;
import dev.plumbline.testkit.labels.InMemoryLabels;
import dev.plumbline.testkit.labels.LabelStoreContract;

/** The stores that other tests rely on keep the contract. */
class InMemoryLabelsTest extends LabelStoreContract {
  private final InMemoryLabels labels = new InMemoryLabels(() -> START);
  private final InMemoryCalibrations calibrations = new InMemoryCalibrations();

  @Override
  protected LabelStore labels() {
    return labels;
  }

  @Override
  protected CalibrationStore calibrations() {
    return calibrations;
  }
}
