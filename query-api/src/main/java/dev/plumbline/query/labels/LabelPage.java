// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Scale;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Html;
import dev.plumbline.query.http.PageFile;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * {@code /label}: one sample at a time, by keyboard. The evaluator's own score is not shown, so
 * that it does not lead the rater. Thread-safe.
 */
final class LabelPage {
  private static final String HTML = "text/html; charset=utf-8";
  private static final int SHOWN_CHARS = 20_000;

  /** Calls whose words are not stored any more are passed over, so many at a time. */
  private static final int PASSED_OVER = 30;

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
              + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "Cache-Control",
          "no-store");

  private static final Param<String> DIMENSION = Param.text("dimension", "Name of the score.");
  private static final Param<String> RATER = Param.text("rater", "Who labels.");
  private static final Param<Integer> AFTER =
      Param.number("after", -1, -1, 1_000_000, "Show samples behind this position.");
  private static final Param<Keys> KEYS =
      Param.choice("keys", Keys.class, "Yes and no, or grades from 1 to 5.");

  private final LabelSources sources;

  enum Keys {
    YES_NO,
    GRADES
  }

  LabelPage(LabelSources sources) {
    this.sources = sources;
  }

  List<Route> routes() {
    return List.of(
        route("/label", "label_page", "The page on which people label", HTML)
            .params(DIMENSION, RATER, AFTER, KEYS)
            .reviewers()
            .by(this::page),
        asset("/assets/label.css", "label_style", "text/css; charset=utf-8"),
        asset("/assets/label.js", "label_script", "text/javascript; charset=utf-8"));
  }

  private static Route.Builder route(String path, String id, String summary, String type) {
    return Route.get(path, id).tag("page").summary(summary).style(ApiStyle.PLAIN).answers(type);
  }

  private static Route asset(String path, String id, String type) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return route(path, id, "Part of the page", type)
        .reviewers()
        .by(_ -> new Answer.Text(200, type, PageFile.read(LabelPage.class, name)));
  }

  private Answer page(Request request) {
    Optional<Dimension> dimension =
        request
            .find(DIMENSION)
            .flatMap(name ->
                sources.dimensions().get().stream().filter(d -> d.name().equals(name)).findFirst());
    String rater = request.find(RATER).orElse("").strip();
    Html html = new Html();
    head(html, dimension.map(Dimension::name).orElse(""));
    if (dimension.isEmpty() || rater.isEmpty()) {
      start(html, rater, dimension.map(Dimension::name).orElse(""));
    } else {
      sample(html, request, dimension.get(), rater);
    }
    html.raw("</main>\n</body>\n</html>\n");
    return new Answer.Text(200, HTML, html.toString(), HEADERS);
  }

  private static void head(Html html, String dimension) {
    html.raw(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\
        """);
    html.text(dimension.isEmpty() ? "Label · Plumbline" : "Label " + dimension + " · Plumbline");
    html.raw(
        """
        </title>
        <link rel="stylesheet" href="/assets/label.css">
        <script src="/assets/label.js" defer></script>
        </head>
        <body>
        <header><p class="brand"><a href="/label">Label</a></p><p id="status" role="status"></p></header>
        """);
  }

  private void start(Html html, String rater, String wanted) {
    html.raw("<main id=\"content\" tabindex=\"-1\">\n<h1>Label samples</h1>\n");
    html.raw(
        "<p>Your labels prove whether an evaluator may alert. 80 of them are needed for a dimension;"
            + " at about seven seconds each that is ten minutes.</p>\n"
            + "<form method=\"get\" action=\"/label\">\n<p><label for=\"rater\">Your name</label>"
            + "<input id=\"rater\" name=\"rater\" required maxlength=\"200\" autocomplete=\"username\"");
    html.attribute("value", rater).raw("></p>\n<p><label for=\"dimension\">Dimension</label>");
    html.raw("<select id=\"dimension\" name=\"dimension\">");
    for (Dimension dimension : sources.dimensions().get()) {
      if (!dimension.factual()) {
        html.raw("<option").attribute("value", dimension.name());
        html.raw(dimension.name().equals(wanted) ? " selected>" : ">");
        html.text(dimension.name()).raw("</option>");
      }
    }
    html.raw("</select></p>\n<p><button class=\"main\">Start</button></p>\n</form>\n");
  }

  private void sample(Html html, Request request, Dimension dimension, String rater) {
    List<ChosenSample> chosen = sources.labels().chosen(dimension.name());
    Set<String> done = new HashSet<>();
    for (Label label :
        sources
            .labels()
            .list(
                new LabelQuery(
                    Optional.of(dimension.name()),
                    Optional.of(rater),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    100_000))) {
      done.add(label.traceId() + label.spanId());
    }
    long labelled = chosen.stream().filter(s -> done.contains(s.traceId() + s.spanId())).count();
    int after = request.get(AFTER);
    Keys keys =
        request.find(KEYS).orElse(dimension.scale() == Scale.ORDINAL ? Keys.GRADES : Keys.YES_NO);
    Found found = next(chosen, done, after);
    html.raw("<main id=\"content\" tabindex=\"-1\"");
    html.attribute("data-dimension", dimension.name()).attribute("data-rater", rater);
    html.attribute("data-keys", keys == Keys.GRADES ? "grades" : "yes_no");
    html.attribute("data-after", String.valueOf(after));
    if (found.sample().isPresent()) {
      ChosenSample sample = found.sample().get();
      html.attribute("data-trace", sample.traceId()).attribute("data-span", sample.spanId());
      html.attribute("data-position", String.valueOf(sample.position()));
    }
    html.raw(">\n<h1>").text(question(dimension)).raw("</h1>\n");
    progress(html, labelled, chosen.size());
    if (found.sample().isPresent() && found.call().isPresent()) {
      UnaryOperator<String> mask = request.masked() ? sources.mask() : UnaryOperator.identity();
      texts(html, found.call().get(), mask);
      answers(html, keys);
    } else {
      empty(html, chosen.size(), labelled, after);
    }
  }

  private static String question(Dimension dimension) {
    return dimension.name().replace('_', ' ') + ": " + dimension.description();
  }

  private static void progress(Html html, long labelled, int chosen) {
    html.raw("<p class=\"progress\"><progress");
    html.attribute("value", String.valueOf(labelled));
    html.attribute("max", String.valueOf(Math.max(1, chosen)));
    html.attribute("aria-label", "Labelled by you").raw("></progress> ");
    html.text(labelled + " of " + chosen + " labelled").raw("</p>\n");
  }

  /** The next sample with its words. */
  private record Found(Optional<ChosenSample> sample, Optional<CallText> call) {}

  private Found next(List<ChosenSample> chosen, Set<String> done, int after) {
    int looked = 0;
    for (ChosenSample sample : chosen) {
      if (sample.position() > after && !done.contains(sample.traceId() + sample.spanId())) {
        Optional<CallText> call = sources.reader().call(sample.traceId(), sample.spanId());
        if (call.isPresent() && !(call.get().input() + call.get().output()).isBlank()) {
          return new Found(Optional.of(sample), call);
        }
        if (++looked >= PASSED_OVER) {
          break;
        }
      }
    }
    return new Found(Optional.empty(), Optional.empty());
  }

  private static void texts(Html html, CallText call, UnaryOperator<String> mask) {
    if (!call.system().isEmpty()) {
      html.raw("<details><summary>System instructions</summary>");
      block(html, mask.apply(call.system()));
      html.raw("</details>\n");
    }
    html.raw("<section aria-labelledby=\"user\"><h2 id=\"user\">User</h2>");
    block(html, mask.apply(call.input()));
    html.raw("</section>\n<section aria-labelledby=\"answer\"><h2 id=\"answer\">Answer</h2>");
    block(html, mask.apply(call.output()));
    html.raw("</section>\n");
    if (!call.documents().isEmpty()) {
      html.raw("<details><summary>Documents</summary>");
      block(html, mask.apply(call.documents()));
      html.raw("</details>\n");
    }
  }

  private static void block(Html html, String text) {
    boolean cut = text.length() > SHOWN_CHARS;
    html.raw("<div class=\"text\">");
    html.text(text.isBlank() ? "(nothing)" : cut ? text.substring(0, SHOWN_CHARS) : text);
    html.raw("</div>");
    if (cut) {
      html.raw("<p class=\"note\">Cut after 20,000 characters.</p>");
    }
  }

  private static void answers(Html html, Keys keys) {
    html.raw("<div class=\"answers\" role=\"group\" aria-label=\"Your label\">\n");
    if (keys == Keys.GRADES) {
      List<String> words = List.of("Not at all", "A little", "Somewhat", "Mostly", "Entirely");
      for (int grade = 1; grade <= 5; grade++) {
        button(html, "grade", String.valueOf(grade), String.valueOf(grade), words.get(grade - 1));
      }
    } else {
      button(html, "value", "1", "y", "Yes");
      button(html, "value", "0", "n", "No");
    }
    button(html, "skip", "", "s", "Skip");
    html.raw("<button type=\"button\" data-undo hidden aria-keyshortcuts=\"u\"><kbd>u</kbd> Undo");
    html.raw("</button>\n</div>\n<details id=\"more\"><summary>Comment or corrected answer");
    html.raw(" <kbd>c</kbd></summary>\n<p><label for=\"comment\">Comment</label>");
    html.raw("<textarea id=\"comment\" rows=\"2\" maxlength=\"4000\"></textarea></p>\n");
    html.raw("<p><label for=\"corrected\">What the answer should have been</label>");
    html.raw("<textarea id=\"corrected\" rows=\"4\" maxlength=\"64000\"></textarea></p>\n");
    html.raw("<p class=\"note\">They are saved with your label. Escape goes back to the keys.</p>");
    html.raw("</details>\n");
  }

  private static void button(Html html, String kind, String value, String key, String word) {
    html.raw("<button type=\"button\"").attribute("data-" + kind, value);
    html.attribute("data-key", key).attribute("aria-keyshortcuts", key).raw("><kbd>");
    html.text(key).raw("</kbd> ").text(word).raw("</button>\n");
  }

  private static void empty(Html html, int chosen, long labelled, int after) {
    if (chosen == 0) {
      html.raw(
          "<p>No samples are chosen yet. They are taken from the last 30 days: half where the"
              + " evaluator says yes, spread over scores, services, features and models.</p>\n");
    } else if (after >= 0) {
      html.raw(
          "<p>No sample is left behind this one.</p>\n<p><button type=\"button\" class=\"main\"");
      html.raw(" data-restart>Show what you skipped</button></p>\n");
    } else if (labelled >= chosen) {
      html.raw(
          "<p class=\"lead\">All samples are labelled. Thank you. The gate follows within ten"
              + " minutes, or at once with <code>./plumbline calibrate</code>.</p>\n");
    } else {
      html.raw("<p>The words of the samples that are left are not stored any more.</p>\n");
    }
    html.raw("<p><button type=\"button\" data-choose=\"80\">Choose ");
    html.text(chosen == 0 ? "80 samples" : "80 more samples").raw("</button></p>\n");
  }
}
