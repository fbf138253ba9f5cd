// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.testkit.series.InMemorySeriesSource;
import dev.plumbline.testkit.series.SeriesSourceContract;
import java.util.List;

/** The reference source satisfies the contract that it stands for in the other tests. */
class InMemorySeriesSourceTest extends SeriesSourceContract {
  @Override
  protected SeriesSource open(List<Series> series) {
    InMemorySeriesSource source = new InMemorySeriesSource();
    for (Series one : series) {
      for (int i = 0; i < one.size(); i++) {
        source.add(one.labels(), one.timestamps()[i], one.values()[i]);
      }
    }
    return source;
  }
}
