// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.page;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Html;
import dev.plumbline.query.rest.IngestBalance;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Renders the overview: what drifts, the last day in numbers, dimensions against their baseline,
 * and where every span went. A part whose source fails says so; the others are still shown.
 */
final class Overview {
  private static final Duration SHOW_RESOLVED = Duration.ofDays(2);
  private static final int MOST_ALERTS = 200;

  private final TelemetryReader telemetry;
  private final AlertStore alerts;
  private final Supplier<List<Dimension>> dimensions;
  private final Supplier<IngestBalance> ingest;
  private final String version;

  Overview(
      TelemetryReader telemetry,
      AlertStore alerts,
      Supplier<List<Dimension>> dimensions,
      Supplier<IngestBalance> ingest,
      String version) {
    this.telemetry = telemetry;
    this.alerts = alerts;
    this.dimensions = dimensions;
    this.ingest = ingest;
    this.version = version;
  }

  String render(Instant now) {
    Html html = new Html();
    html.raw(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Plumbline</title>
        <link rel="stylesheet" href="/assets/page.css">
        <script src="/assets/page.js" defer></script>
        </head>
        <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
        <h1>Plumbline</h1>
        <nav aria-label="Interfaces"><ul>
        <li><a href="/incidents">Incidents</a></li>
        <li><a href="/evaluators">Evaluators</a></li>
        <li><a href="/label">Label</a></li>
        <li><a href="/openapi.json">API</a></li>
        <li><a href="/metrics">Metrics</a></li>
        <li><a href="/api/v1/alerts">Alerts as JSON</a></li>
        </ul></nav>
        <p class="refresh"><button type="button" id="refresh" hidden aria-pressed="true">Refreshes \
        every 30 s</button>
        """);
    html.raw("<time").attribute("datetime", now.toString()).raw(">");
    html.text(Shown.time(now))
        .raw("</time></p>\n</header>\n<main id=\"content\" tabindex=\"-1\">\n");
    part(html, "alerts", "Alerts", h -> alerts(h, now));
    part(html, "day", "Last 24 hours", h -> headline(h, now));
    part(html, "dimensions", "Dimensions", h -> dimensions(h, now));
    part(html, "ingest", "Where every span went", this::ingest);
    html.raw("</main>\n<footer><p>Version ").text(version);
    html.raw(
        ". Plumbline observes; it never blocks a call.</p>"
            + "<p id=\"status\" role=\"status\"></p></footer>\n</body>\n</html>\n");
    return html.toString();
  }

  private static void part(Html html, String id, String title, Consumer<Html> body) {
    html.raw("<section").attribute("aria-labelledby", id).raw(">\n<h2").attribute("id", id);
    html.raw(">").text(title).raw("</h2>\n");
    Html inner = new Html();
    try {
      body.accept(inner);
      html.raw(inner.toString());
    } catch (PlumblineException e) {
      html.raw("<p class=\"problem\">Not available now: ");
      html.text(e.kind() == ErrorKind.INTERNAL ? "internal error" : String.valueOf(e.getMessage()));
      html.raw("</p>\n");
    }
    html.raw("</section>\n");
  }

  private void alerts(Html html, Instant now) {
    List<Alert> found =
        alerts.list(now.minus(SHOW_RESOLVED), now.plusSeconds(1), MOST_ALERTS).stream()
            .sorted(
                Comparator.comparingInt((Alert alert) -> rank(alert.state()))
                    .thenComparing(Alert::updatedAt, Comparator.reverseOrder()))
            .toList();
    html.element("p class=\"lead\"", howMany(found)).raw("\n");
    if (found.isEmpty()) {
      html.raw("<p>No alert was open in the last two days.</p>\n");
      return;
    }
    table(
        html,
        "alerts",
        "Open alerts, and those resolved in the last two days",
        List.of("State", "What happened", "Dimension", "Segment", "Since", "Owner"));
    found.forEach(alert -> alertRow(html, alert, now));
    html.raw("</tbody></table></div>\n");
  }

  private static String howMany(List<Alert> found) {
    long firing = found.stream().filter(a -> a.state() == AlertState.FIRING).count();
    long acknowledged = found.stream().filter(a -> a.state() == AlertState.ACKNOWLEDGED).count();
    String text =
        firing == 0
            ? "Nothing new is firing."
            : firing == 1 ? "1 alert is firing." : firing + " alerts are firing.";
    return acknowledged == 0 ? text : text + " Acknowledged and still open: " + acknowledged + ".";
  }

  private static int rank(AlertState state) {
    return switch (state) {
      case FIRING -> 0;
      case ACKNOWLEDGED -> 1;
      case PENDING -> 2;
      case RESOLVED -> 3;
    };
  }

  private static void alertRow(Html html, Alert alert, Instant now) {
    String id = URLEncoder.encode(alert.id(), StandardCharsets.UTF_8).replace("+", "%20");
    html.raw("<tr><td><span").attribute("class", "state " + alert.state().label()).raw(">");
    html.text(alert.state().label()).raw("</span> ");
    html.element("span class=\"note\"", alert.severity());
    if (alert.gate() != GateState.ALERTING) {
      html.raw(" ").element("span class=\"note\"", alert.gate().label());
    }
    html.raw("</td><td class=\"summary\">").text(alert.summary());
    html.raw(" <a").attribute("href", "/api/v1/alerts/" + id);
    html.attribute("aria-label", "Evidence of: " + alert.summary()).raw(">Evidence</a>");
    if (alert.state() == AlertState.FIRING) {
      html.raw(" <button type=\"button\" hidden").attribute("data-acknowledge", id);
      html.attribute("aria-label", "Acknowledge: " + alert.summary()).raw(">Acknowledge</button>");
    }
    html.raw("</td>").element("td", alert.dimension()).element("td", place(alert));
    html.raw("<td class=\"since\"><time").attribute("datetime", alert.startedAt().toString());
    html.attribute("title", Shown.time(alert.startedAt())).raw(">");
    html.text(Shown.time(alert.startedAt())).raw("</time> <span class=\"note\">");
    html.text(Shown.ago(alert.startedAt(), now)).raw("</span></td>");
    html.element("td", alert.owner()).raw("</tr>\n");
  }

  private static String place(Alert alert) {
    String service = alert.service().isEmpty() ? "all services" : alert.service();
    return alert.segment().equals("all")
        ? service
        : service + ", " + alert.segment() + " " + alert.segmentValue();
  }

  private void headline(Html html, Instant now) {
    Headline day = Headline.read(telemetry, now);
    html.raw("<dl class=\"numbers\">\n");
    number(html, "Sessions", Shown.count(day.sessions()));
    number(html, "Model calls", Shown.count(Math.round(day.calls())));
    number(html, "Failed calls", Shown.value(day.errorRate(), "1"));
    number(html, "Cost of priced models", Shown.value(day.costUsd(), "USD"));
    html.raw("</dl>\n");
  }

  private static void number(Html html, String name, String value) {
    html.raw("<div>").element("dt", name).element("dd", value).raw("</div>\n");
  }

  private void dimensions(Html html, Instant now) {
    Map<String, DimensionTrends.Trend> trends = DimensionTrends.read(telemetry, now);
    // the store counts requests in the same windows, which is no dimension
    List<Dimension> shown =
        dimensions.get().stream()
            .filter(dimension -> trends.containsKey(dimension.name()))
            .sorted(Comparator.comparing(Dimension::name))
            .toList();
    if (shown.isEmpty()) {
      html.raw("<p>No scores in the last 24 hours.</p>\n");
      return;
    }
    html.raw(
        "<p>The latest hour with scores beside the mean of the seven days before it, over all"
            + " services. A difference here is not yet drift: the monitors decide that.</p>\n");
    table(
        html,
        "dimensions",
        "Dimensions with their latest value and baseline",
        List.of("Dimension", "Latest hour", "Baseline", "Change", "Scores", "Better is"));
    for (Dimension dimension : shown) {
      DimensionTrends.Trend trend = trends.get(dimension.name());
      if (trend != null) {
        trendRow(html, trend, dimension);
      }
    }
    html.raw("</tbody></table></div>\n");
  }

  private static void trendRow(Html html, DimensionTrends.Trend trend, Dimension dimension) {
    String unit = dimension.unit();
    html.raw("<tr><th scope=\"row\">").text(dimension.name());
    html.raw(" ").element("span class=\"note\"", dimension.description());
    html.raw("</th><td class=\"n\">").text(Shown.value(trend.last(), unit));
    html.raw(" <span class=\"note\">").text(Shown.time(trend.lastStart())).raw("</span>");
    html.raw("</td><td class=\"n\">").text(Shown.value(trend.baseline(), unit));
    html.raw("</td><td class=\"n\">").text(Shown.change(trend.last(), trend.baseline(), unit));
    html.raw("</td><td class=\"n\">").text(Shown.count(trend.lastCount()));
    html.raw("</td>").element("td", better(dimension)).raw("</tr>\n");
  }

  private static String better(Dimension dimension) {
    return switch (dimension.polarity()) {
      case HIGHER_IS_BETTER -> "higher";
      case HIGHER_IS_WORSE -> "lower";
      case NEUTRAL -> "unchanged";
    };
  }

  private void ingest(Html html) {
    IngestBalance balance = ingest.get();
    html.raw("<p").attribute("class", balance.missing() == 0 ? "lead" : "lead problem").raw(">");
    html.text(
        balance.missing() == 0
            ? "Every span is accounted for."
            : Shown.count(balance.missing()) + " spans are not accounted for.");
    html.raw("</p>\n<dl class=\"numbers\">\n");
    number(html, "Received", Shown.count(balance.received()));
    number(html, "Stored", Shown.count(balance.stored()));
    number(html, "Came twice", Shown.count(balance.duplicate()));
    number(html, "Rejected", Shown.count(balance.rejectedTotal()));
    number(html, "Waiting", Shown.count(balance.pending()));
    if (balance.forwarded() > 0) {
      number(html, "Forwarded", Shown.count(balance.forwarded()));
    }
    html.raw("</dl>\n");
    if (balance.rejectedTotal() > 0) {
      html.raw("<ul>");
      balance
          .rejected()
          .forEach((reason, n) -> html.element("li", Shown.count(n) + " rejected: " + reason));
      html.raw("</ul>\n");
    }
  }

  private static void table(Html html, String labelledBy, String caption, List<String> columns) {
    html.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\"");
    html.attribute("aria-labelledby", labelledBy).raw("><table>");
    html.raw("<caption class=\"hidden\">").text(caption).raw("</caption><thead><tr>");
    columns.forEach(column -> html.element("th scope=\"col\"", column));
    html.raw("</tr></thead><tbody>\n");
  }
}
