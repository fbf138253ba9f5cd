// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.operations;

import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /metrics}, {@code /-/healthy} and {@code /-/ready}. Thread-safe. */
public final class OperationsRoutes {
  private final MetricsPage metrics;
  private final Supplier<Optional<String>> notReady;

  /**
   * Both are asked anew at each request.
   *
   * @param notReady why requests cannot be answered now; empty when they can
   */
  public OperationsRoutes(MetricsPage metrics, Supplier<Optional<String>> notReady) {
    this.metrics = metrics;
    this.notReady = notReady;
  }

  public List<Route> routes() {
    return List.of(
        route("/metrics", "metrics", "The process's own metrics for Prometheus").by(this::metrics),
        route("/-/healthy", "healthy", "200 while the process runs; needs no token")
            .open()
            .by(_ -> new Answer.Text(200, Answer.TEXT, "healthy\n")),
        route("/-/ready", "ready", "200 when requests can be answered, else 503; needs no token")
            .open()
            .by(_ -> ready()));
  }

  private static Route.Builder route(String path, String id, String summary) {
    return Route.get(path, id)
        .tag("operations")
        .summary(summary)
        .style(ApiStyle.PLAIN)
        .answers(Answer.TEXT);
  }

  private Answer metrics(Request request) {
    String accept = request.header("Accept");
    return new Answer.Stream(opener -> {
      try (OutputStream out = opener.open(metrics.contentType(accept))) {
        metrics.write(accept, out);
      }
    });
  }

  private Answer ready() {
    return notReady
        .get()
        .map(reason -> new Answer.Text(503, Answer.TEXT, "not ready: " + reason + "\n"))
        .orElse(new Answer.Text(200, Answer.TEXT, "ready\n"));
  }
}
