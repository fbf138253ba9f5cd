// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.error.Checks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Text with placeholders such as {@code {service}}. Nothing is computed or looked up, and what is
 * put in is never read for placeholders again. Two opening braces are one.
 */
final class Template {
  /** Longest template, and longest value put in. */
  private static final int MAX = 2000;

  private static final SequencedMap<String, Function<Notice, String>> FIELDS = fields();

  /** Placeholders and literal texts in turn, the first a literal; empty literals are kept. */
  private final List<String> literals = new ArrayList<>();

  private final List<Function<Notice, String>> values = new ArrayList<>();

  /**
   * @throws IllegalArgumentException with a sentence when a placeholder is unknown or not closed
   */
  Template(String text) {
    if (text.length() > MAX) {
      throw Checks.broken("template", "must have at most " + MAX + " characters", text.length());
    }
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '{') {
        literal.append(c);
        i++;
      } else if (text.startsWith("{{", i)) {
        literal.append('{');
        i += 2;
      } else {
        int end = text.indexOf('}', i);
        String name = end < 0 ? text.substring(i) : text.substring(i + 1, end);
        Function<Notice, String> field = FIELDS.get(name);
        if (end < 0 || field == null) {
          throw Checks.broken(
              "placeholder", "must be one of " + String.join(", ", FIELDS.keySet()), name);
        }
        literals.add(literal.toString());
        literal.setLength(0);
        values.add(field);
        i = end + 1;
      }
    }
    literals.add(literal.toString());
  }

  /** The text for a notice, each value escaped as its receiver needs it. */
  String render(Notice notice, UnaryOperator<String> escape) {
    StringBuilder out = new StringBuilder(literals.getFirst());
    for (int i = 0; i < values.size(); i++) {
      out.append(escape.apply(cut(values.get(i).apply(notice), MAX))).append(literals.get(i + 1));
    }
    return out.toString();
  }

  /** At most so many characters, never half of a surrogate pair. */
  static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + "…";
  }

  private static SequencedMap<String, Function<Notice, String>> fields() {
    TreeMap<String, Function<Notice, String>> all = new TreeMap<>();
    all.put("status", notice -> notice.escalated() ? "escalated" : notice.status().label());
    alertField(all, "id", Alert::id);
    alertField(all, "monitor", Alert::monitor);
    alertField(all, "service", Alert::service);
    alertField(all, "dimension", Alert::dimension);
    alertField(all, "segment", Alert::segment);
    alertField(all, "segment_value", Alert::segmentValue);
    alertField(
        all,
        "where",
        a ->
            a.segment().equals("all")
                ? a.service()
                : a.service() + ", " + a.segment() + " " + a.segmentValue());
    alertField(all, "severity", Alert::severity);
    alertField(all, "gate", a -> a.gate().label());
    alertField(all, "owner", Alert::owner);
    alertField(all, "summary", Alert::summary);
    alertField(all, "started_at", a -> seconds(Optional.of(a.startedAt())));
    alertField(all, "fired_at", a -> seconds(a.firedAt()));
    alertField(all, "resolved_at", a -> seconds(a.resolvedAt()));
    alertField(all, "value", a -> number(a.value()));
    alertField(all, "baseline", a -> number(a.baselineMean()));
    alertField(all, "statistic", a -> number(a.statistic()));
    return all;
  }

  private static void alertField(
      Map<String, Function<Notice, String>> all, String name, Function<Alert, String> field) {
    all.put(name, notice -> field.apply(notice.alert()));
  }

  private static String seconds(Optional<Instant> time) {
    return time.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "";
  }
}
