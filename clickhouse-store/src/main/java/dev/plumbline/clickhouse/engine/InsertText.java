// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

/** Where an INSERT's statement ends and its rows begin, if the text is an INSERT with rows. */
sealed interface InsertText {
  /** No INSERT, or one that brings its rows by SELECT or INFILE: the text is all statement. */
  record Whole() implements InsertText {}

  /** More text is needed to tell. */
  record More() implements InsertText {}

  /** An INSERT that ends without FORMAT, VALUES or SELECT. */
  record NoFormat() implements InsertText {}

  /**
   * An INSERT and its rows.
   *
   * @param statementEnd bytes of the statement before FORMAT or VALUES
   * @param dataStart where the rows begin
   */
  record Rows(int statementEnd, String format, int dataStart) implements InsertText {}

  /**
   * Looks as far as it must.
   *
   * @param ended true when no more text can follow
   */
  static InsertText scan(byte[] text, int length, boolean ended) {
    SqlLexer lexer = new SqlLexer(text, length);
    lexer.next();
    if (lexer.kind() == SqlLexer.Kind.END || (!ended && lexer.end() == length)) {
      return ended ? new Whole() : new More();
    }
    if (!lexer.is("INSERT")) {
      return new Whole();
    }
    int depth = 0;
    boolean afterOpening = false;
    boolean namesFollow = false; // after INTO, TABLE, FUNCTION or a dot any word is a name
    while (lexer.next() != SqlLexer.Kind.END && (ended || lexer.end() < length)) {
      boolean opens = lexer.is('(') || lexer.is('[') || lexer.is('{');
      if (opens) {
        depth++;
      } else if (lexer.is(')') || lexer.is(']') || lexer.is('}')) {
        depth--;
      } else if (!namesFollow && (depth == 0 || afterOpening) && bringsOwnRows(lexer)) {
        return new Whole();
      } else if (!namesFollow && depth == 0 && lexer.is("VALUES")) {
        return new Rows(lexer.start(), "Values", lexer.end());
      } else if (!namesFollow && depth == 0 && lexer.is("FORMAT")) {
        return afterFormat(lexer, text, length, ended);
      }
      afterOpening = opens;
      namesFollow = lexer.is("INTO") || lexer.is("TABLE") || lexer.is("FUNCTION") || lexer.is('.');
    }
    return ended ? new NoFormat() : new More();
  }

  private static boolean bringsOwnRows(SqlLexer lexer) {
    return lexer.is("SELECT") || lexer.is("WITH") || lexer.is("FROM") || lexer.is("WATCH");
  }

  private static InsertText afterFormat(SqlLexer lexer, byte[] text, int length, boolean ended) {
    int statementEnd = lexer.start();
    if (lexer.next() == SqlLexer.Kind.END || (!ended && lexer.end() == length)) {
      return ended ? new Whole() : new More(); // the engine says what is wrong with it
    }
    String format = lexer.value();
    int data = lexer.end();
    while (data < length && (text[data] == ' ' || text[data] == '\t' || text[data] == '\f')) {
      data++;
    }
    if (data + 1 >= length && !ended) {
      return new More();
    }
    if (data < length && text[data] == ';') {
      data++;
    }
    if (data < length && text[data] == '\r') {
      data++;
    }
    if (data < length && text[data] == '\n') {
      data++;
    }
    return new Rows(statementEnd, format, data);
  }
}
