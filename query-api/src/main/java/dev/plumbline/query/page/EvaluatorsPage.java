// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.page;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.EvaluatorReport.Agreement;
import dev.plumbline.model.score.EvaluatorReport.Health;
import dev.plumbline.model.score.EvaluatorReport.Proof;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Html;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** {@code /evaluators}: which evaluators work, and which silently do nothing. Thread-safe. */
public final class EvaluatorsPage {
  private final Supplier<List<EvaluatorReport>> evaluators;
  private final Supplier<List<String>> problems;
  private final String version;

  /** Sources are asked anew at each request. */
  public EvaluatorsPage(
      Supplier<List<EvaluatorReport>> evaluators, Supplier<List<String>> problems, String version) {
    this.evaluators = evaluators;
    this.problems = problems;
    this.version = version;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/evaluators", "page_evaluators")
            .tag("page")
            .summary("Evaluators and their health for people")
            .style(ApiStyle.PLAIN)
            .answers(PageRoutes.HTML)
            .by(this::page));
  }

  private Answer page(Request request) {
    return new Answer.Text(200, PageRoutes.HTML, render(request.now()), PageRoutes.HEADERS);
  }

  String render(Instant now) {
    List<EvaluatorReport> reports =
        evaluators.get().stream()
            .sorted(
                Comparator.comparingInt((EvaluatorReport r) -> rank(r.health()))
                    .thenComparing(r -> r.descriptor().id()))
            .toList();
    Html html = new Html();
    html.raw(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Evaluators – Plumbline</title>
        <link rel="stylesheet" href="/assets/page.css">
        </head>
        <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
        <h1>Plumbline</h1>
        <nav aria-label="Pages"><ul>
        <li><a href="/">Overview</a></li>
        <li><a href="/evaluators" aria-current="page">Evaluators</a></li>
        <li><a href="/api/v1/evaluators">As JSON</a></li>
        </ul></nav>
        """);
    html.raw("<p class=\"refresh\"><time").attribute("datetime", now.toString()).raw(">");
    html.text(Shown.time(now))
        .raw("</time></p>\n</header>\n<main id=\"content\" tabindex=\"-1\">\n");
    problems(html);
    html.raw("<section aria-labelledby=\"health\">\n<h2 id=\"health\">Evaluators</h2>\n");
    html.element("p class=\"lead\"", summary(reports)).raw("\n");
    table(html, reports, now);
    html.raw(
        "</section>\n<section aria-labelledby=\"proof\">\n<h2 id=\"proof\">What proves them</h2>\n");
    proofs(html, reports);
    html.raw("</section>\n</main>\n<footer><p>Version ").text(version);
    html.raw(". Counts are since the start of this process.</p></footer>\n</body>\n</html>\n");
    return html.toString();
  }

  private void problems(Html html) {
    List<String> found = problems.get();
    if (found.isEmpty()) {
      return;
    }
    html.raw(
        "<section aria-labelledby=\"problems\">\n<h2 id=\"problems\">Files with problems</h2>\n");
    html.raw("<p>The version before stays in use until the file is right.</p>\n<ul>\n");
    found.forEach(problem -> html.element("li class=\"problem\"", problem).raw("\n"));
    html.raw("</ul>\n</section>\n");
  }

  private static String summary(List<EvaluatorReport> reports) {
    long bad = reports.stream().filter(report -> report.health().bad()).count();
    long idle = reports.stream().filter(report -> report.health() == Health.IDLE).count();
    String text =
        bad == 0
            ? "All evaluators work."
            : bad == 1 ? "1 evaluator does not work." : bad + " evaluators do not work.";
    return idle == 0 ? text : text + " Found nothing to judge so far: " + idle + ".";
  }

  private static int rank(Health health) {
    return switch (health) {
      case FAILING -> 0;
      case STUCK -> 1;
      case NEVER_RAN -> 2;
      case IDLE -> 3;
      case OK -> 4;
    };
  }

  private static void table(Html html, List<EvaluatorReport> reports, Instant now) {
    html.raw(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"health\"><table>");
    html.raw("<caption class=\"hidden\">Evaluators with their health and counters</caption>");
    html.raw("<thead><tr>");
    for (String column :
        List.of(
            "Evaluator",
            "Health",
            "Gave a value",
            "Abstained",
            "Not applicable",
            "Broke",
            "Skipped",
            "Last value",
            "Mean",
            "p99")) {
      html.element("th scope=\"col\"", column);
    }
    html.raw("</tr></thead><tbody>\n");
    for (EvaluatorReport report : reports) {
      row(html, report, now);
    }
    html.raw("</tbody></table></div>\n");
  }

  private static void row(Html html, EvaluatorReport report, Instant now) {
    EvaluatorDescriptor descriptor = report.descriptor();
    html.raw("<tr><th scope=\"row\">").text(descriptor.id());
    html.element(
        "span class=\"note\"",
        descriptor.tier().name().toLowerCase(Locale.ROOT) + ", version " + descriptor.version());
    html.raw("</th><td class=\"why\"><span");
    html.attribute("class", "state " + color(report.health())).raw(">");
    html.text(words(report.health())).raw("</span>");
    if (!report.reason().isEmpty()) {
      html.element("span class=\"note\"", report.reason());
    }
    html.raw("</td>");
    for (ScoreStatus status :
        List.of(
            ScoreStatus.OK,
            ScoreStatus.ABSTAIN,
            ScoreStatus.NOT_APPLICABLE,
            ScoreStatus.INVALID,
            ScoreStatus.SKIPPED)) {
      html.element("td class=\"n\"", Shown.count(report.runs().getOrDefault(status, 0L)));
    }
    html.element("td class=\"n\"", report.lastOk().map(at -> Shown.ago(at, now)).orElse("never"));
    html.element("td class=\"n\"", micros(report.meanMicros()));
    html.element("td class=\"n\"", micros(report.p99Micros())).raw("</tr>\n");
  }

  private static String words(Health health) {
    return switch (health) {
      case OK -> "works";
      case IDLE -> "nothing to judge";
      case NEVER_RAN -> "never ran";
      case STUCK -> "stuck";
      case FAILING -> "failing";
    };
  }

  private static String color(Health health) {
    return switch (health) {
      case OK -> "resolved";
      case IDLE, NEVER_RAN -> "pending";
      case STUCK, FAILING -> "firing";
    };
  }

  private static String micros(OptionalDouble value) {
    return value.isEmpty() ? "–" : String.format(Locale.ROOT, "%,.1f µs", value.getAsDouble());
  }

  private static void proofs(Html html, List<EvaluatorReport> reports) {
    html.raw(
        "<p>Facts need no proof. Everything else may alert only as far as its agreement with"
            + " labels goes.</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\""
            + " aria-labelledby=\"proof\"><table><caption class=\"hidden\">Dimensions with gate and"
            + " agreement</caption><thead><tr>");
    for (String column : List.of("Dimension", "Evaluator", "Gate", "Owner", "Agreement")) {
      html.element("th scope=\"col\"", column);
    }
    html.raw("</tr></thead><tbody>\n");
    for (EvaluatorReport report : reports) {
      for (Dimension dimension : report.descriptor().dimensions()) {
        Proof proof =
            report.proofs().stream()
                .filter(p -> p.dimension().equals(dimension.name()))
                .findFirst()
                .orElse(new Proof(dimension.name(), GateState.ADVISORY, List.of()));
        html.raw("<tr><th scope=\"row\">").text(dimension.name());
        html.element("span class=\"note\"", dimension.description()).raw("</th>");
        html.element("td", report.descriptor().id());
        html.element("td", proof.gate().label()).element("td", dimension.owner()).raw("<td>");
        if (proof.agreements().isEmpty()) {
          html.text(dimension.factual() ? "a fact" : "not measured");
        }
        proof.agreements().forEach(agreement -> html.element("div", words(agreement)));
        html.raw("</td></tr>\n");
      }
    }
    html.raw("</tbody></table></div>\n");
  }

  private static String words(Agreement agreement) {
    return String.format(
        Locale.ROOT,
        "%s %.2f [%.2f, %.2f] on %s (%s, %s, n = %,d)%s",
        agreement.measure(),
        agreement.value(),
        agreement.low(),
        agreement.high(),
        agreement.dataSet(),
        agreement.labels(),
        agreement.language(),
        agreement.n(),
        agreement.current() ? "" : ", of another version");
  }
}
