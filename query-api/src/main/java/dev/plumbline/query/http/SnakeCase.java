// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

/** {@code TimeToFirstTokenMs} and {@code timeToFirstTokenMs} to {@code time_to_first_token_ms}. */
public final class SnakeCase {
  private SnakeCase() {}

  public static String of(String camel) {
    StringBuilder snake = new StringBuilder(camel.length() + 8);
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        boolean afterLower = i > 0 && !Character.isUpperCase(camel.charAt(i - 1));
        boolean beforeLower = i + 1 < camel.length() && Character.isLowerCase(camel.charAt(i + 1));
        if (i > 0 && camel.charAt(i - 1) != '_' && (afterLower || beforeLower)) {
          snake.append('_');
        }
        snake.append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
