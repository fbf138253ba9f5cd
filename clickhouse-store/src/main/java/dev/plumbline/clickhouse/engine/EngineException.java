// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement that the engine, or this package in its name, refused: ClickHouse's code and text.
 */
final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final Pattern CODE = Pattern.compile("\\bCode: (\\d+)\\.");

  static final int UNKNOWN = 1002;
  static final int BAD_ARGUMENTS = 36;
  static final int SYNTAX_ERROR = 62;
  static final int READONLY = 164;
  static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;
  static final int ABORTED = 236;
  static final int ACCESS_DENIED = 497;

  private final int code;

  private EngineException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** An error text of the engine; its code stands in the text. */
  static EngineException of(String text) {
    Matcher m = CODE.matcher(text);
    int code = m.find() ? parse(m.group(1)) : UNKNOWN;
    return new EngineException(
        code, text.startsWith("Code:") ? text : "Code: " + code + ". DB::Exception: " + text);
  }

  /** An error of this package, in the engine's form. */
  static EngineException of(int code, String name, String sentence) {
    return new EngineException(
        code, "Code: " + code + ". DB::Exception: " + sentence + " (" + name + ")");
  }

  /** ClickHouse's error code, for example 60 for an unknown table; never 0. */
  int code() {
    return code;
  }

  /** ClickHouse's text, beginning with {@code Code: }; may quote the statement. */
  String text() {
    return String.valueOf(getMessage());
  }

  private static int parse(String digits) {
    return digits.length() > 6 ? UNKNOWN : Integer.parseInt(digits);
  }
}
