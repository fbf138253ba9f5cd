// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentQuery;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.ApiStyle;
import dev.plumbline.query.http.Html;
import dev.plumbline.query.http.PageFile;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code /incidents} and one incident for people. Thread-safe. */
final class IncidentsPage {
  private static final String HTML = "text/html; charset=utf-8";
  private static final Duration LIBRARY = Duration.ofDays(800);
  private static final int SHOWN = 200;
  private static final int SIMILAR = 5;

  /** Nothing from elsewhere, nothing inline. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
              + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "Cache-Control",
          "no-store");

  private static final Param<String> TEXT = Param.text("text", "Words to look for.");
  private static final Param<IncidentState> STATE =
      Param.choice("state", IncidentState.class, "Where the incident is in its life.");

  private final IncidentSources sources;
  private final IncidentRoutes incidents;

  IncidentsPage(IncidentSources sources) {
    this.sources = sources;
    this.incidents = new IncidentRoutes(sources);
  }

  List<Route> routes() {
    return List.of(
        route("/incidents", "incidents_page", "Incidents for people", HTML)
            .params(TEXT, STATE)
            .by(this::list),
        route("/incidents/{id}", "incident_page", "One incident for people", HTML)
            .params(IncidentActions.ID)
            .by(this::one),
        asset("/assets/incidents.css", "incidents_style", "text/css; charset=utf-8"),
        asset("/assets/incidents.js", "incidents_script", "text/javascript; charset=utf-8"));
  }

  private static Route.Builder route(String path, String id, String summary, String type) {
    return Route.get(path, id).tag("page").summary(summary).style(ApiStyle.PLAIN).answers(type);
  }

  private static Route asset(String path, String id, String type) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return route(path, id, "Part of the page", type)
        .by(_ -> new Answer.Text(200, type, PageFile.read(IncidentsPage.class, name)));
  }

  private static void head(Html html, String title) {
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
    html.text(title);
    html.raw(
        """
         – Plumbline</title>
        <link rel="stylesheet" href="/assets/page.css">
        <link rel="stylesheet" href="/assets/incidents.css">
        <script src="/assets/incidents.js" defer></script>
        </head>
        <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
        <h1>Plumbline</h1>
        <nav aria-label="Pages"><ul>
        <li><a href="/">Overview</a></li>
        <li><a href="/incidents">Incidents</a></li>
        <li><a href="/evaluators">Evaluators</a></li>
        </ul></nav>
        </header>
        <main id="content" tabindex="-1">
        """);
  }

  private static Answer end(Html html) {
    html.raw("</main>\n<footer><p id=\"status\" role=\"status\"></p></footer>\n</body>\n</html>\n");
    return new Answer.Text(200, HTML, html.toString(), HEADERS);
  }

  private Answer list(Request request) {
    String text = request.find(TEXT).orElse("");
    Optional<IncidentState> state = request.find(STATE);
    Instant now = request.now();
    List<Incident> found =
        sources
            .incidents()
            .list(
                new IncidentQuery(
                    text,
                    Optional.empty(),
                    state.map(Set::of).orElse(Set.of()),
                    now.minus(LIBRARY),
                    now.plusSeconds(60),
                    SHOWN));
    Html html = new Html();
    head(html, "Incidents");
    html.raw("<section aria-labelledby=\"list\">\n<h2 id=\"list\">Incidents</h2>\n");
    html.raw("<form class=\"find\" method=\"get\" action=\"/incidents\" role=\"search\">");
    html.raw("<label>Words<input class=\"words\" name=\"text\" maxlength=\"200\"");
    html.attribute("value", text).raw("></label><label>State<select name=\"state\">");
    html.raw("<option value=\"\">all</option>");
    for (IncidentState each : IncidentState.values()) {
      html.raw("<option").attribute("value", each.label());
      html.raw(state.equals(Optional.of(each)) ? " selected>" : ">");
      html.text(each.label()).raw("</option>");
    }
    html.raw("</select></label><button>Search</button></form>\n");
    long open = found.stream().filter(incident -> !incident.resolved()).count();
    html.element("p class=\"lead\"", found.size() + " found, " + open + " of them not resolved.");
    IncidentTables.open(
        html,
        "list",
        "Incidents",
        "State",
        "What happened",
        "Service",
        "Severity",
        "Opened",
        "Owner");
    for (Incident incident : found) {
      html.raw("<tr><td>");
      IncidentTables.state(html, incident.state().label());
      html.raw("</td><td class=\"summary\"><a");
      html.attribute("href", "/incidents/" + IncidentJson.Links.part(incident.id())).raw(">");
      html.text(incident.summary()).raw("</a></td>");
      html.element("td", incident.service()).element("td", incident.severity());
      html.element("td class=\"since\"", IncidentTables.time(incident.openedAt()));
      html.element("td", incident.owner()).raw("</tr>\n");
    }
    IncidentTables.close(html);
    html.raw("</section>\n");
    return end(html);
  }

  private Answer one(Request request) {
    Instant now = request.now();
    Incident incident =
        sources
            .incidents()
            .find(request.get(IncidentActions.ID))
            .orElseThrow(IncidentActions::missing);
    IncidentJson.Detail detail = incidents.detail(incident, now, UnaryOperator.identity());
    Html html = new Html();
    head(html, "Incident of " + incident.service());
    what(html, incident);
    actions(html, incident);
    runbook(html, detail, incident);
    section(
        html, "queue", "Answers for triage", h -> IncidentTables.calls(h, "queue", detail.queue()));
    section(
        html,
        "before",
        "Usual conversations before",
        h -> IncidentTables.calls(h, "before", detail.before()));
    section(html, "scope", "Who is hit", h -> IncidentTables.scope(h, detail.scope()));
    section(html, "changes", "What changed", h -> IncidentTables.changes(h, detail.changes()));
    section(html, "alerts", "Alerts", h -> IncidentTables.alerts(h, detail.alerts()));
    section(
        html,
        "similar",
        "Similar incidents",
        h -> IncidentTables.similar(h, incidents.similar(incident, List.of(), SIMILAR, now)));
    section(html, "timeline", "Timeline", h -> IncidentTables.timeline(h, detail.timeline()));
    return end(html);
  }

  private static void section(
      Html html, String id, String title, java.util.function.Consumer<Html> body) {
    html.raw("<section").attribute("aria-labelledby", id).raw(">\n<h2").attribute("id", id);
    html.raw(">").text(title).raw("</h2>\n");
    body.accept(html);
    html.raw("</section>\n");
  }

  private static void what(Html html, Incident incident) {
    html.raw("<section aria-labelledby=\"what\">\n<h2 id=\"what\">");
    html.text("Incident of " + incident.service()).raw("</h2>\n<p class=\"lead\">");
    IncidentTables.state(html, incident.state().label());
    html.raw(" ").text(incident.summary()).raw("</p>\n<dl class=\"numbers\">");
    fact(html, "Severity", incident.severity());
    fact(html, "Owner", incident.owner());
    fact(html, "Drift since", IncidentTables.time(incident.startedAt()));
    fact(html, "Opened", IncidentTables.time(incident.openedAt()));
    incident.fixedAt().ifPresent(at -> fact(html, "Fix", IncidentTables.time(at)));
    if (incident.fixedAt().isPresent()) {
      fact(html, "Scores back", incident.recoveredAt().map(IncidentTables::time).orElse("not yet"));
    }
    incident.resolvedAt().ifPresent(at -> fact(html, "Resolved", IncidentTables.time(at)));
    html.raw("</dl>\n");
    if (!incident.reason().isEmpty()) {
      html.element("p", "Reason: " + incident.reason());
    }
    if (!incident.cases().isEmpty()) {
      html.element("p", "Cases: " + String.join(", ", incident.cases()));
    }
    html.raw("</section>\n");
  }

  private static void fact(Html html, String name, String value) {
    html.raw("<div>").element("dt", name).element("dd", value).raw("</div>");
  }

  private static void actions(Html html, Incident incident) {
    String path = "/api/v1/incidents/" + IncidentJson.Links.part(incident.id()) + "/";
    html.raw("<section aria-labelledby=\"do\" data-script hidden>\n<h2 id=\"do\">Do</h2>\n");
    html.raw("<p><label for=\"actor\">Your name</label> <input id=\"actor\" maxlength=\"200\"");
    html.raw(" autocomplete=\"username\"></p>\n");
    if (incident.resolved()) {
      form(html, path + "reopen", "note", "Why", "Reopen", "Reopened.");
    } else {
      if (incident.state() != IncidentState.ACKNOWLEDGED) {
        form(html, path + "acknowledge", "note", "Note", "Acknowledge", "Acknowledged.");
      }
      form(html, path + "fix", "note", "What went out", "A fix is out now", "Fix marked.");
      form(html, path + "cases", "name", "Golden set", "Write failing samples", "Cases written.");
      form(html, path + "resolve", "reason", "Reason", "Resolve", "Resolved.");
    }
    form(html, path + "note", "note", "Note", "Add note", "Noted.");
    html.raw("</section>\n");
  }

  private static void form(
      Html html, String path, String field, String label, String button, String said) {
    html.raw("<form class=\"act\"").attribute("data-post", path).attribute("data-said", said);
    html.raw("><label>").text(label).raw("<input class=\"words\" maxlength=\"4000\"");
    html.attribute("name", field).raw("></label><button>").text(button);
    html.raw("</button></form>\n");
  }

  private static void runbook(Html html, IncidentJson.Detail detail, Incident incident) {
    String path = "/api/v1/incidents/" + IncidentJson.Links.part(incident.id()) + "/runbook/";
    html.raw("<section aria-labelledby=\"runbook\">\n<h2 id=\"runbook\">Runbook</h2>\n");
    IncidentTables.open(html, "runbook", "Steps of the runbook", "Step", "Due", "Done");
    for (IncidentJson.Step step : detail.runbook()) {
      html.raw("<tr><th scope=\"row\">").text(step.step());
      html.element("span class=\"note\"", step.task()).raw("</th><td class=\"since\">");
      html.text(IncidentTables.time(step.dueAt()));
      if (step.late()) {
        html.raw("<span class=\"note late\">late</span>");
      }
      html.raw("</td><td>");
      Instant doneAt = step.doneAt();
      if (doneAt == null) {
        html.raw("<div data-script hidden>");
        form(html, path + step.step(), "note", "Found", "Done: " + step.step(), "Step done.");
        html.raw("</div>");
      } else {
        html.text(IncidentTables.time(doneAt) + " by " + step.doneBy());
        html.element("span class=\"note\"", step.note());
      }
      html.raw("</td></tr>\n");
    }
    IncidentTables.close(html);
    html.raw("</section>\n");
  }
}
