// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.labels.Calibration;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.LabelReader;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.query.http.Route;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where the answers about labels come from. All of them are thread-safe.
 *
 * @param dimensions the registry, asked anew at each request
 * @param mask takes personal data out of a text, for reviewers without the full role
 * @param version of Plumbline
 */
public record LabelSources(
    LabelStore labels,
    LabelReader reader,
    CalibrationStore records,
    Calibration calibration,
    Supplier<List<Dimension>> dimensions,
    ReviewConfig review,
    UnaryOperator<String> mask,
    String version) {
  /** Every route about labels. */
  public List<Route> routes() {
    return Stream.of(
            new LabelRoutes(this).routes(),
            new SampleRoutes(this).routes(),
            new CalibrationRoutes(this).routes(),
            new ReviewRoutes(this).routes(),
            new LabelPage(this).routes())
        .flatMap(List::stream)
        .toList();
  }
}
