// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.query.http.Html;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tables of the page. */
final class IncidentTables {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private IncidentTables() {}

  static String time(Instant time) {
    return TIME.format(time);
  }

  static void state(Html html, String label) {
    html.raw("<span").attribute("class", "state " + label).raw(">").text(label).raw("</span>");
  }

  /** Begins a table that scrolls by keyboard too. */
  static void open(Html html, String id, String caption, String... columns) {
    html.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\"");
    html.attribute("aria-labelledby", id).raw("><table>");
    html.element("caption class=\"hidden\"", caption).raw("<thead><tr>");
    for (String column : columns) {
      html.element("th scope=\"col\"", column);
    }
    html.raw("</tr></thead><tbody>\n");
  }

  static void close(Html html) {
    html.raw("</tbody></table></div>\n");
  }

  private static boolean nothing(Html html, List<?> items) {
    if (items.isEmpty()) {
      html.raw("<p>Nothing is stored.</p>\n");
    }
    return items.isEmpty();
  }

  static void calls(Html html, String id, List<IncidentJson.Call> calls) {
    if (nothing(html, calls)) {
      return;
    }
    open(html, id, "Calls", "Call", "Score", "User", "Answer");
    for (IncidentJson.Call call : calls) {
      html.raw("<tr><td class=\"since\"><a").attribute("href", call.trace()).raw(">");
      html.text(call.time().substring(0, Math.min(19, call.time().length()))).raw("</a>");
      String session = call.session();
      if (session != null) {
        html.raw("<br><a").attribute("href", session).raw(">conversation</a>");
      }
      html.element("span class=\"note\"", call.model()).raw("</td>");
      html.element("td class=\"n\"", number(call.value()));
      html.raw("<td>").element("div class=\"text\"", call.input());
      html.raw("</td><td>").element("div class=\"text\"", call.output()).raw("</td></tr>\n");
    }
    close(html);
  }

  static void scope(Html html, List<IncidentJson.ScopeRow> rows) {
    if (nothing(html, rows)) {
      return;
    }
    open(
        html,
        "scope",
        "Means before and since the start",
        "Where",
        "Before",
        "Since",
        "Change",
        "Standard errors");
    for (IncidentJson.ScopeRow row : rows) {
      html.raw("<tr>")
          .element(
              "th scope=\"row\"",
              row.segment().equals("all") ? "whole service" : row.segment() + "=" + row.value());
      html.element("td class=\"n\"", number(row.meanBefore()) + " of " + row.nBefore());
      html.element("td class=\"n\"", number(row.meanAfter()) + " of " + row.nAfter());
      html.element("td class=\"n\"", number(row.change()));
      html.element("td class=\"n\"", number(row.standardErrors())).raw("</tr>\n");
    }
    close(html);
  }

  static void changes(Html html, List<IncidentJson.VersionItem> changes) {
    if (changes.isEmpty()) {
      html.raw("<p>No part of the version tuple changed within a day of the start.</p>\n");
      return;
    }
    open(html, "changes", "Version changes", "Part", "Before", "After", "First seen", "Calls");
    for (IncidentJson.VersionItem change : changes) {
      html.raw("<tr>").element("th scope=\"row\"", change.part());
      html.element("td", change.before()).element("td", change.after());
      html.element("td class=\"since\"", time(change.firstSeen()));
      html.element("td class=\"n\"", String.valueOf(change.calls())).raw("</tr>\n");
    }
    close(html);
  }

  static void alerts(Html html, List<IncidentJson.AlertItem> alerts) {
    if (nothing(html, alerts)) {
      return;
    }
    open(html, "alerts", "Alerts", "State", "What happened", "Severity", "Gate");
    for (IncidentJson.AlertItem alert : alerts) {
      html.raw("<tr><td>");
      state(html, alert.state());
      html.raw("</td><td class=\"summary\"><a").attribute("href", alert.href()).raw(">");
      html.text(alert.summary()).raw("</a></td>");
      html.element("td", alert.severity()).element("td", alert.gate()).raw("</tr>\n");
    }
    close(html);
  }

  static void similar(Html html, List<IncidentJson.SimilarItem> items) {
    if (items.isEmpty()) {
      html.raw("<p>None.</p>\n");
      return;
    }
    html.raw("<ul>\n");
    for (IncidentJson.SimilarItem item : items) {
      html.raw("<li><a");
      html.attribute("href", "/incidents/" + IncidentJson.Links.part(item.incident().id()));
      html.raw(">").text(item.incident().summary()).raw("</a> ");
      state(html, item.incident().state());
      html.element(
          "span class=\"note\"",
          " same "
              + String.join(", ", item.shared()).replace('_', ' ')
              + (item.incident().reason().isEmpty() ? "" : "; " + item.incident().reason()));
      html.raw("</li>\n");
    }
    html.raw("</ul>\n");
  }

  static void timeline(Html html, List<IncidentJson.Line> lines) {
    open(html, "timeline", "Audit, oldest first", "When", "Who", "What", "Note");
    for (IncidentJson.Line line : lines) {
      html.raw("<tr>").element("td class=\"since\"", time(line.at())).element("td", line.actor());
      html.element(
          "td",
          line.kind().replace('_', ' ')
              + (line.from().equals(line.to()) ? "" : ": " + line.from() + " → " + line.to()));
      html.element("td class=\"summary\"", line.note()).raw("</tr>\n");
    }
    close(html);
  }

  private static String number(@Nullable Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.4g", value);
  }
}
