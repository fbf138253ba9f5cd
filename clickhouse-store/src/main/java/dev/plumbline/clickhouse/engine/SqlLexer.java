// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.nio.charset.StandardCharsets;

/**
 * Splits the beginning of a statement into ClickHouse's tokens, as far as it must be understood to
 * find where an INSERT's rows begin. Comments and white space are passed over. One thread.
 */
final class SqlLexer {
  enum Kind {
    WORD,
    QUOTED,
    TEXT,
    SIGN,
    /** The text ends here, or inside a token that more text may complete. */
    END
  }

  private final byte[] text;
  private final int length;
  private int position;
  private int start;
  private Kind kind = Kind.END;

  SqlLexer(byte[] text, int length) {
    this.text = text;
    this.length = length;
  }

  Kind next() {
    position = pastBlanks(position);
    start = position;
    kind = start >= length ? Kind.END : read(text[start]);
    return kind;
  }

  private Kind read(byte first) {
    if (first == '\'') {
      return quoted(start, first, Kind.TEXT);
    }
    if (first == '"' || first == '`') {
      return quoted(start, first, Kind.QUOTED);
    }
    if (first == '$') {
      int end = endOfHeredoc(start);
      if (end != 0) {
        return end < 0 ? incomplete() : token(end, Kind.TEXT);
      }
    }
    if (isWord(first)) {
      int end = start + 1;
      while (end < length && isWord(text[end])) {
        end++;
      }
      return token(end, Kind.WORD);
    }
    return token(start + 1, Kind.SIGN);
  }

  Kind kind() {
    return kind;
  }

  int start() {
    return start;
  }

  int end() {
    return position;
  }

  boolean is(String word) {
    return kind == Kind.WORD && word.equalsIgnoreCase(value());
  }

  boolean is(char sign) {
    return kind == Kind.SIGN && text[start] == sign;
  }

  /** The token as it stands in the text. */
  String value() {
    return new String(text, start, position - start, StandardCharsets.UTF_8);
  }

  private Kind token(int end, Kind found) {
    position = end;
    return found;
  }

  private Kind incomplete() {
    position = length;
    return Kind.END;
  }

  private Kind quoted(int from, byte quote, Kind found) {
    for (int i = from + 1; i < length; i++) {
      if (text[i] == '\\') {
        i++;
      } else if (text[i] == quote) {
        if (i + 1 < length && text[i + 1] == quote) {
          i++;
        } else {
          return token(i + 1, found);
        }
      }
    }
    return incomplete();
  }

  /** The end of {@code $tag$ ... $tag$}; 0 when it is none, -1 when it is not closed. */
  private int endOfHeredoc(int from) {
    int tagEnd = from + 1;
    while (tagEnd < length && isWord(text[tagEnd]) && text[tagEnd] != '$') {
      tagEnd++;
    }
    if (tagEnd >= length || text[tagEnd] != '$') {
      return 0;
    }
    int tag = tagEnd + 1 - from;
    for (int i = tagEnd + 1; i + tag <= length; i++) {
      if (java.util.Arrays.equals(text, from, from + tag, text, i, i + tag)) {
        return i + tag;
      }
    }
    return -1;
  }

  private int pastBlanks(int from) {
    int i = from;
    while (i < length) {
      byte c = text[i];
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        i++;
      } else if (startsWith(i, "--") || startsWith(i, "# ") || startsWith(i, "#!")) {
        i = after(i, "\n");
      } else if (startsWith(i, "/*")) {
        i = after(i + 2, "*/");
      } else {
        return i;
      }
    }
    return length;
  }

  private int after(int from, String end) {
    for (int i = from; i < length; i++) {
      if (startsWith(i, end)) {
        return i + end.length();
      }
    }
    return length;
  }

  private boolean startsWith(int at, String prefix) {
    if (at + prefix.length() > length) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (text[at + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '$'
        || c < 0;
  }
}
