// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Quoted strings of PromQL: to text and back. */
public final class Quoting {
  private Quoting() {}

  /** Double-quoted, with escapes for what could not stand there otherwise. */
  public static String quote(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            text.append(String.format("\\x%02x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.append('"').toString();
  }

  /** Single-quoted, as messages show one character. */
  static String quoteCharacter(int codePoint) {
    return codePoint < 0 ? "end of input" : "'" + Character.toString(codePoint) + "'";
  }

  /** The value of a string token that the lexer accepted. */
  static String unquote(String token) {
    String body = token.substring(1, token.length() - 1);
    if (token.charAt(0) == '`' || body.indexOf('\\') < 0) {
      return body;
    }
    // escapes may give single bytes of one UTF-8 character ("\xc3\xa9"), so bytes are collected
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length());
    int i = 0;
    while (i < body.length()) {
      int c = body.codePointAt(i);
      i += Character.charCount(c);
      if (c != '\\') {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      char escape = body.charAt(i++);
      int digits = escapedDigits(escape);
      if (digits == 0) {
        bytes.write(simpleEscape(escape));
        continue;
      }
      boolean octal = escape >= '0' && escape <= '7';
      int from = octal ? i - 1 : i;
      int value = Integer.parseUnsignedInt(body, from, from + digits, octal ? 8 : 16);
      i = from + digits;
      if (escape == 'u' || escape == 'U') {
        bytes.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
      } else {
        bytes.write(value);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** How many digits follow (octal: with the first one); 0 for an escape without digits. */
  static int escapedDigits(int escape) {
    return switch (escape) {
      case '0', '1', '2', '3', '4', '5', '6', '7' -> 3;
      case 'x' -> 2;
      case 'u' -> 4;
      case 'U' -> 8;
      default -> 0;
    };
  }

  private static int simpleEscape(char escape) {
    return switch (escape) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      default -> escape;
    };
  }
}
