// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.store.Window;

/** One watched series: a dimension in one value of one segment of one service. */
record SeriesKey(String service, String segment, String segmentValue, String dimension) {
  static SeriesKey of(Window window) {
    return new SeriesKey(
        window.service(), window.segment(), window.segmentValue(), window.dimension());
  }
}
