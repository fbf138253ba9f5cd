// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import java.math.BigDecimal;
import java.util.Map;

/**
 * OpenTelemetry metric and attribute names as Prometheus names, as its own OTLP endpoint makes them
 * ("Prometheus and OpenMetrics Compatibility" of the OpenTelemetry specification): unit in words
 * and {@code _total} on counters as suffixes, other characters become an underscore.
 */
final class MetricNames {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("%", "percent"));
  private static final Map<String, String> PER_UNITS =
      Map.of(
          "s", "second", "min", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
          "year");

  private MetricNames() {}

  static String metric(String name, String unit, boolean counter, boolean gauge) {
    StringBuilder out = new StringBuilder(clean(name, true));
    if (unit.equals("1")) {
      suffix(out, gauge ? "ratio" : "");
    } else {
      int slash = unit.indexOf('/');
      suffix(out, word(slash < 0 ? unit : unit.substring(0, slash), UNITS));
      if (slash >= 0) {
        String per = word(unit.substring(slash + 1), PER_UNITS);
        suffix(out, per.isEmpty() ? "" : "per_" + per);
      }
    }
    if (counter) {
      if (out.toString().endsWith("_total")) {
        out.setLength(out.length() - "_total".length());
      }
      suffix(out, "total");
    }
    return out.toString();
  }

  static String label(String key) {
    return clean(key, false);
  }

  /** A bucket bound or quantile as Prometheus prints it: 5, 0.005, +Inf. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (Double.isNaN(value)) {
      return "NaN";
    }
    BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
    return plain.signum() == 0 ? "0" : plain.toPlainString();
  }

  private static void suffix(StringBuilder out, String word) {
    if (!word.isEmpty() && !("_" + out + "_").contains("_" + word + "_")) {
      out.append('_').append(word);
    }
  }

  private static String word(String unit, Map<String, String> words) {
    if (unit.indexOf('{') >= 0) {
      return ""; // an annotation such as {token} is no unit
    }
    String word = words.get(unit);
    return word != null ? word : clean(unit, false).replaceAll("^_+|_+$", "");
  }

  private static String clean(String name, boolean colon) {
    StringBuilder out = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean digit = c >= '0' && c <= '9';
      if (i == 0 && digit) {
        out.append('_');
      }
      out.append(letter || digit || (colon && c == ':') ? c : '_');
    }
    return out.toString();
  }
}
