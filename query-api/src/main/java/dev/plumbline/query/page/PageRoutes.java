// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.page;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.PageFile;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.IngestBalance;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /} and its style sheet and script. Thread-safe. */
public final class PageRoutes {
  static final String HTML = "text/html; charset=utf-8";

  /** Nothing from elsewhere, nothing inline. */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
              + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  private final Overview overview;

  /** All sources are asked anew at each request. */
  public PageRoutes(
      TelemetryReader telemetry,
      AlertStore alerts,
      Supplier<List<Dimension>> dimensions,
      Supplier<IngestBalance> ingest,
      String version) {
    this.overview = new Overview(telemetry, alerts, dimensions, ingest, version);
  }

  public List<Route> routes() {
    return List.of(
        route("/", "page", "The overview for people", HTML).by(this::page),
        asset("/assets/page.css", "page_style", "text/css; charset=utf-8"),
        asset("/assets/page.js", "page_script", "text/javascript; charset=utf-8"));
  }

  private static Route.Builder route(String path, String id, String summary, String type) {
    return Route.get(path, id).tag("page").summary(summary).style(ApiStyle.PLAIN).answers(type);
  }

  private Answer page(Request request) {
    return new Answer.Text(200, HTML, overview.render(request.now()), HEADERS);
  }

  private static Route asset(String path, String id, String type) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return route(path, id, "Part of the page", type)
        .by(_ -> new Answer.Text(200, type, PageFile.read(PageRoutes.class, name)));
  }
}
