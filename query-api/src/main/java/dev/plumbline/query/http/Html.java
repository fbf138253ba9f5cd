// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

/**
 * Builds HTML. What comes from outside goes through {@link #text} or {@link #attribute}, both of
 * which escape; {@link #raw} takes constants of the program only.
 */
public final class Html {
  private final StringBuilder out = new StringBuilder(16_384);

  public Html raw(String constant) {
    out.append(constant);
    return this;
  }

  public Html text(String value) {
    escape(value);
    return this;
  }

  /** {@code name="value"}, with a space before it. */
  public Html attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
    return this;
  }

  /** {@code <tag>text</tag>}; the tag may carry constant attributes. */
  public Html element(String tag, String value) {
    int space = tag.indexOf(' ');
    out.append('<').append(tag).append('>');
    escape(value);
    out.append("</").append(space < 0 ? tag : tag.substring(0, space)).append('>');
    return this;
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          if (c >= ' ' || c == '\n' || c == '\t') { // control characters are not HTML
            out.append(c);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
