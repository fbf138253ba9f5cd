// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

/** The {@code U__} escape, by which label names with any characters fit into a path. */
final class LabelNames {
  private static final String ESCAPED = "U__";
  private static final int MAX_HEX = 6;

  private LabelNames() {}

  /** {@code U__service_2e_name} to {@code service.name}; what is not well escaped stays. */
  static String unescape(String name) {
    if (!name.startsWith(ESCAPED)) {
      return name;
    }
    StringBuilder plain = new StringBuilder(name.length());
    int i = ESCAPED.length();
    while (i < name.length()) {
      char c = name.charAt(i);
      if (c != '_') {
        plain.append(c);
        i++;
      } else if (name.startsWith("__", i)) {
        plain.append('_');
        i += 2;
      } else {
        int end = name.indexOf('_', i + 1);
        String hex = end < 0 ? "" : name.substring(i + 1, end);
        if (!hex.matches("[0-9a-fA-F]{1," + MAX_HEX + "}")) {
          return name;
        }
        int code = Integer.parseInt(hex, 16);
        if (!Character.isValidCodePoint(code) || (code >= 0xD800 && code <= 0xDFFF)) {
          return name;
        }
        plain.appendCodePoint(code);
        i = end + 1;
      }
    }
    return plain.toString();
  }
}
