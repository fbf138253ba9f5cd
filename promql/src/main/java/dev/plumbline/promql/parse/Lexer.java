// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import java.util.Locale;
import java.util.Map;

/**
 * Cuts a query into tokens, one at a time. What a character means depends on whether it stands
 * inside braces (label matchers) or brackets (a range). One thread.
 */
final class Lexer {
  private static final int END = -1;

  private static final Map<String, TokenType> KEYWORDS =
      Map.ofEntries(
          Map.entry("and", TokenType.OPERATOR),
          Map.entry("or", TokenType.OPERATOR),
          Map.entry("unless", TokenType.OPERATOR),
          Map.entry("atan2", TokenType.OPERATOR),
          Map.entry("sum", TokenType.AGGREGATOR),
          Map.entry("avg", TokenType.AGGREGATOR),
          Map.entry("count", TokenType.AGGREGATOR),
          Map.entry("min", TokenType.AGGREGATOR),
          Map.entry("max", TokenType.AGGREGATOR),
          Map.entry("group", TokenType.AGGREGATOR),
          Map.entry("stddev", TokenType.AGGREGATOR),
          Map.entry("stdvar", TokenType.AGGREGATOR),
          Map.entry("topk", TokenType.AGGREGATOR),
          Map.entry("bottomk", TokenType.AGGREGATOR),
          Map.entry("count_values", TokenType.AGGREGATOR),
          Map.entry("quantile", TokenType.AGGREGATOR),
          Map.entry("limitk", TokenType.AGGREGATOR),
          Map.entry("limit_ratio", TokenType.AGGREGATOR),
          Map.entry("offset", TokenType.OFFSET),
          Map.entry("smoothed", TokenType.SMOOTHED),
          Map.entry("anchored", TokenType.ANCHORED),
          Map.entry("by", TokenType.BY),
          Map.entry("without", TokenType.WITHOUT),
          Map.entry("on", TokenType.ON),
          Map.entry("ignoring", TokenType.IGNORING),
          Map.entry("group_left", TokenType.GROUP_LEFT),
          Map.entry("group_right", TokenType.GROUP_RIGHT),
          Map.entry("fill", TokenType.FILL),
          Map.entry("fill_left", TokenType.FILL_LEFT),
          Map.entry("fill_right", TokenType.FILL_RIGHT),
          Map.entry("bool", TokenType.BOOL),
          Map.entry("start", TokenType.START),
          Map.entry("end", TokenType.END),
          Map.entry("step", TokenType.STEP),
          Map.entry("range", TokenType.RANGE),
          Map.entry("max_of", TokenType.MAX_OF),
          Map.entry("min_of", TokenType.MIN_OF),
          Map.entry("inf", TokenType.NUMBER),
          Map.entry("nan", TokenType.NUMBER));

  private final String query;
  private int position;
  private int start;
  private int parens;
  private boolean inBraces;
  private boolean inBrackets;
  private boolean colonSeen;

  Lexer(String query) {
    this.query = query;
  }

  /** The next token; {@link TokenType#EOF} at the end, again and again. */
  Token next() {
    skipSpaceAndComments();
    start = position;
    return inBraces ? insideBraces() : inBrackets ? insideBrackets() : statement();
  }

  private void skipSpaceAndComments() {
    while (true) {
      int c = peek();
      if (isSpace(c)) {
        position++;
      } else if (c == '#') {
        while (peek() != END && peek() != '\n' && peek() != '\r') {
          position++;
        }
      } else {
        return;
      }
    }
  }

  private Token statement() {
    int c = read();
    return switch (c) {
      case END -> {
        if (parens != 0) {
          throw error("unclosed left parenthesis");
        }
        yield token(TokenType.EOF);
      }
      case ',' -> token(TokenType.COMMA);
      case '*', '/', '%', '+', '-', '^' -> token(TokenType.OPERATOR);
      case '@' -> token(TokenType.AT);
      case '=' -> {
        if (peek() == '~') {
          throw error("unexpected character after '=': '~'");
        }
        yield accept('=') ? token(TokenType.OPERATOR) : token(TokenType.ASSIGN);
      }
      case '!' -> {
        if (!accept('=')) {
          throw error("unexpected character after '!': " + Quoting.quoteCharacter(peek()));
        }
        yield token(TokenType.OPERATOR);
      }
      case '<', '>' -> {
        accept('=');
        yield token(TokenType.OPERATOR);
      }
      case '"', '\'' -> string(c);
      case '`' -> rawString();
      case '(' -> {
        parens++;
        yield token(TokenType.LEFT_PAREN);
      }
      case ')' -> {
        if (--parens < 0) {
          throw error("unexpected right parenthesis ')'");
        }
        yield token(TokenType.RIGHT_PAREN);
      }
      case '{' -> {
        inBraces = true;
        yield token(TokenType.LEFT_BRACE);
      }
      case '[' -> {
        inBrackets = true;
        colonSeen = false;
        yield token(TokenType.LEFT_BRACKET);
      }
      case ']' -> throw error("unexpected right bracket ']'");
      default -> numberOrWord(c);
    };
  }

  private Token numberOrWord(int c) {
    if (isDigit(c) || (c == '.' && isDigit(peek()))) {
      position = start;
      return numberOrDuration();
    }
    if (isAlpha(c) || c == ':') {
      return word();
    }
    throw error("unexpected character: " + Quoting.quoteCharacter(c));
  }

  private Token insideBraces() {
    int c = read();
    return switch (c) {
      case END -> throw error("unexpected end of input inside braces");
      case ',' -> token(TokenType.COMMA);
      case '"', '\'' -> string(c);
      case '`' -> rawString();
      case '=' -> accept('~') ? token(TokenType.REGEX) : token(TokenType.ASSIGN);
      case '!' -> {
        if (accept('~')) {
          yield token(TokenType.NOT_REGEX);
        }
        if (accept('=')) {
          yield token(TokenType.OPERATOR);
        }
        throw error(
            "unexpected character after '!' inside braces: " + Quoting.quoteCharacter(peek()));
      }
      case '{' -> throw error("unexpected left brace '{'");
      case '}' -> {
        inBraces = false;
        yield token(TokenType.RIGHT_BRACE);
      }
      default -> {
        if (!isAlpha(c)) {
          throw error("unexpected character inside braces: " + Quoting.quoteCharacter(c));
        }
        while (isAlpha(peek()) || isDigit(peek())) {
          position++;
        }
        yield token(TokenType.IDENTIFIER);
      }
    };
  }

  private Token insideBrackets() {
    int c = read();
    return switch (c) {
      case END -> throw error("unclosed left bracket");
      case ']' -> {
        inBrackets = false;
        yield token(TokenType.RIGHT_BRACKET);
      }
      case '[' -> throw error("unexpected left bracket '['");
      case ':' -> {
        if (colonSeen) {
          throw error("unexpected colon ':'");
        }
        colonSeen = true;
        yield token(TokenType.COLON);
      }
      case '+', '-', '*', '/', '%', '^' -> token(TokenType.OPERATOR);
      default -> {
        if (isDigit(c) || (c == '.' && isDigit(peek()))) {
          position = start;
          yield numberOrDuration();
        }
        throw error("unexpected character in duration expression: " + Quoting.quoteCharacter(c));
      }
    };
  }

  private Token word() {
    while (isAlpha(peek()) || isDigit(peek()) || peek() == ':') {
      position++;
    }
    String word = query.substring(start, position);
    TokenType keyword = KEYWORDS.get(word.toLowerCase(Locale.ROOT));
    if (keyword == null || (isFill(keyword) && !parenthesisFollows())) {
      return token(word.indexOf(':') < 0 ? TokenType.IDENTIFIER : TokenType.METRIC_IDENTIFIER);
    }
    return token(keyword);
  }

  private static boolean isFill(TokenType type) {
    return type == TokenType.FILL || type == TokenType.FILL_LEFT || type == TokenType.FILL_RIGHT;
  }

  private boolean parenthesisFollows() {
    int i = position;
    while (i < query.length() && isSpace(query.charAt(i))) {
      i++;
    }
    return i < query.length() && query.charAt(i) == '(';
  }

  private Token string(int quote) {
    while (true) {
      int c = read();
      if (c == quote) {
        return token(TokenType.STRING);
      }
      switch (c) {
        case '\\' -> escape(quote);
        case END, '\n' -> throw error("unterminated quoted string");
        default -> requireCharacter(c);
      }
    }
  }

  private Token rawString() {
    while (true) {
      int c = read();
      if (c == '`') {
        return token(TokenType.STRING);
      }
      if (c == END) {
        throw error("unterminated raw string");
      }
      requireCharacter(c);
    }
  }

  private void requireCharacter(int c) {
    if (Character.getType(c) == Character.SURROGATE) {
      throw error("invalid UTF-8 rune");
    }
  }

  private void escape(int quote) {
    int c = read();
    int digits = Quoting.escapedDigits(c);
    if (digits == 0) {
      if (c == END) {
        throw error("escape sequence not terminated");
      }
      if (c != quote && "abfnrtv\\".indexOf(c) < 0) {
        throw error("unknown escape sequence " + Quoting.quoteCharacter(c));
      }
      return;
    }
    boolean octal = isDigit(c);
    if (octal) {
      position--;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int d = read();
      int digit = d == END ? -1 : Character.digit(d, octal ? 8 : 16);
      if (digit < 0 || d > 'f') {
        throw error(
            d == END
                ? "escape sequence not terminated"
                : "illegal character " + Quoting.quoteCharacter(d) + " in escape sequence");
      }
      value = value * (octal ? 8 : 16) + digit;
    }
    boolean codePoint = c == 'u' || c == 'U';
    if (value > (codePoint ? Character.MAX_CODE_POINT : 255)
        || (codePoint && value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      throw error("escape sequence is an invalid Unicode code point");
    }
  }

  private Token numberOrDuration() {
    if (number()) {
      return token(TokenType.NUMBER);
    }
    if (restOfDuration()) {
      return token(TokenType.DURATION);
    }
    throw error(
        "bad number or duration syntax: " + Quoting.quote(query.substring(start, position)));
  }

  /** Reads {@code [.]digits...} with at most one dot and exponent; the parser checks the value. */
  private boolean number() {
    boolean hex =
        peek() == '0'
            && position + 1 < query.length()
            && (query.charAt(position + 1) | 0x20) == 'x';
    if (hex) {
      position += 2;
      accept('_');
    }
    boolean dot = false;
    boolean exponent = false;
    int digitsFrom = position;
    while (true) {
      int c = peek();
      if (hex ? Character.digit(c, 16) >= 0 && c <= 'f' : isDigit(c)) {
        position++;
      } else if (c == '.') {
        position++;
        if (dot || hex || peek() == '_' || peek() == '.') {
          return false;
        }
        dot = true;
      } else if (!hex && (c == 'e' || c == 'E')) {
        position++;
        if (exponent) {
          return false;
        }
        exponent = true;
        if (!accept('+')) {
          accept('-');
        }
        if (!isDigit(peek())) {
          return false;
        }
      } else if (c == '_') {
        position++;
        if (!(hex ? Character.digit(peek(), 16) >= 0 : isDigit(peek()))) {
          return false;
        }
      } else {
        break;
      }
    }
    return position > digitsFrom && !isAlpha(peek()) && !isDigit(peek());
  }

  /** After the first number of a duration: its unit, and more numbers with units. */
  private boolean restOfDuration() {
    if (!acceptAny("smhdwy")) {
      return false;
    }
    accept('s'); // of ms; units such as "hs" are refused when the duration is read
    while (isDigit(peek())) {
      while (isDigit(peek())) {
        position++;
      }
      if (!acceptAny("smhdw")) {
        return false;
      }
      accept('s');
    }
    return !isAlpha(peek()) && !isDigit(peek());
  }

  private boolean accept(char c) {
    if (peek() == c) {
      position++;
      return true;
    }
    return false;
  }

  private boolean acceptAny(String characters) {
    if (peek() != END && characters.indexOf(peek()) >= 0) {
      position++;
      return true;
    }
    return false;
  }

  private int peek() {
    return position < query.length() ? query.charAt(position) : END;
  }

  private int read() {
    if (position >= query.length()) {
      return END;
    }
    int c = query.codePointAt(position);
    position += Character.charCount(c);
    return c;
  }

  private Token token(TokenType type) {
    return new Token(type, query.substring(start, position), start);
  }

  private RuntimeException error(String message) {
    return SyntaxError.at(query, start, message);
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlpha(int c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
