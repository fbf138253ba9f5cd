// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where PromQL finds its series. Thread-safe; calls may block and stop with {@link
 * ErrorKind#TIMEOUT} when their time is over or the thread is interrupted.
 *
 * <p>Matching is Prometheus's: a regular expression {@code x} is RE2's {@code ^(?s:x)$}, so it
 * matches the whole value and a dot matches a line break; a label that is absent counts as empty.
 *
 * <p>Failures are {@link PlumblineException}: {@link ErrorKind#TOO_LARGE} above a limit (never a
 * silently shorter answer), {@link ErrorKind#TIMEOUT}, {@link ErrorKind#UNAVAILABLE} when the store
 * is down.
 */
public interface SeriesSource {
  /**
   * The series with at least one sample in the range, in the order of their labels, no two with the
   * same labels. The staleness marker is a sample like any other.
   */
  List<Series> select(SelectRequest request);

  /**
   * The shortcut for sources that can compute on the grid of the query themselves. Empty, the
   * default, means "could not", and the engine then calls {@link #select} and computes; a source
   * answers only when its result is that of the engine, within rounding.
   */
  default Optional<List<GridSeries>> evaluate(GridRequest request) {
    return Optional.empty();
  }

  /** Sorted names of the labels of the matching series, with {@code __name__}. */
  Listing<String> labelNames(LabelRequest request);

  /** Sorted values that the label has in the matching series; none for an unknown label. */
  Listing<String> labelValues(String name, LabelRequest request);

  /** The labels of the matching series, sorted. */
  Listing<Labels> series(LabelRequest request);

  /** Metadata by metric name; metrics without any are left out. */
  Map<String, List<MetricMetadata>> metadata();

  /** Exemplars of the matching series within the range, at most {@code limit} in all. */
  List<ExemplarSeries> exemplars(LabelRequest request);
}
