// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

/** By which factors a number may change when its unit does. */
final class Units {
  private Units() {}

  /** True when a number of this unit may be written as {@code ratio} times as much of another. */
  static boolean converts(String unit, double ratio) {
    double r = ratio < 1 ? 1 / ratio : ratio;
    return switch (unit) {
      case "hour", "hours", "hr", "hrs", "h" -> close(r, 60) || close(r, 3600) || close(r, 24);
      case "minute", "minutes", "min", "mins" -> close(r, 60) || close(r, 60_000);
      case "second", "seconds", "sec", "secs", "s", "ms" -> close(r, 1000) || close(r, 60);
      case "day", "days" -> close(r, 24) || close(r, 1440) || close(r, 86_400) || close(r, 7);
      case "week", "weeks" -> close(r, 7) || close(r, 168);
      case "month", "months" -> close(r, 30) || close(r, 12) || close(r, 4);
      case "quarter", "quarters" -> close(r, 3) || close(r, 90);
      case "year", "years" -> close(r, 12) || close(r, 365) || close(r, 52);
      case "km",
          "kilometer",
          "kilometers",
          "kilometre",
          "kilometres",
          "kg",
          "kilogram",
          "kilograms",
          "g",
          "gram",
          "grams",
          "l",
          "liter",
          "liters",
          "litre",
          "litres",
          "ml",
          "kw",
          "w",
          "watt",
          "watts",
          "v",
          "kv",
          "mv",
          "ma",
          "hz",
          "khz",
          "mhz",
          "ghz",
          "kj",
          "j",
          "joule",
          "joules",
          "mg",
          "gb",
          "mb",
          "kb",
          "tb",
          "ton",
          "tons",
          "tonne",
          "tonnes" ->
          close(r, 1000) || close(r, 1024) || close(r, 1e6) || close(r, 2.20462);
      case "m",
          "meter",
          "meters",
          "metre",
          "metres",
          "cm",
          "centimeter",
          "centimeters",
          "mm",
          "millimeter",
          "millimeters" ->
          close(r, 100) || close(r, 1000) || close(r, 10) || close(r, 3.28084);
      case "nm",
          "nanometer",
          "nanometers",
          "micrometer",
          "micrometers",
          "microcoulomb",
          "microcoulombs",
          "um" ->
          close(r, 1e9) || close(r, 1e6) || close(r, 1e3);
      case "mile", "miles", "mi" -> close(r, 1.60934) || close(r, 1609.34);
      case "foot", "feet", "ft" -> close(r, 12) || close(r, 3) || close(r, 3.28084);
      case "inch", "inches" -> close(r, 2.54) || close(r, 12);
      case "pound", "pounds", "lb", "lbs" -> close(r, 16) || close(r, 2.20462);
      case "dollar", "dollars", "euro", "euros", "usd", "cents", "cent" -> close(r, 100);
      case "percent", "pct" -> close(r, 100);
      default -> false;
    };
  }

  /** Cents for an amount written with the sign of a currency. */
  static boolean converts(char before, double ratio) {
    return (before == '$' || before == '\u20AC' || before == '\u00A3') && close(ratio, 100);
  }

  private static boolean close(double a, double b) {
    return Math.abs(a - b) <= 1e-3 * b;
  }

  /** "the next hour", "a week", "last year" for 60, 7, 365 or 12. */
  static boolean singular(TextFacts context, double value) {
    return ((value == 60 || value == 3600) && context.hasWord("hour"))
        || (value == 60 && context.hasWord("minute"))
        || ((value == 24 || value == 1440 || value == 86_400) && context.hasWord("day"))
        || ((value == 7 || value == 168) && context.hasWord("week"))
        || ((value == 30 || value == 31) && context.hasWord("month"))
        || ((value == 12 || value == 365 || value == 52) && context.hasWord("year"))
        || (value == 10 && context.hasWord("decade"))
        || (value == 100 && context.hasWord("century"));
  }
}
