// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.sql;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses statements that are not one reading statement, or that reach beyond the database. The
 * server's own read-only mode stands behind it: this guard says no earlier, in words, and closes
 * what read-only mode leaves open (sources outside, system tables with other people's queries).
 */
final class SqlGuard {
  private static final Set<String> READING =
      Set.of("select", "with", "show", "describe", "desc", "exists", "explain", "(");

  /** Table functions and functions that reach files, programs or other servers. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "aiclassify",
          "aiembed",
          "aiextract",
          "aigenerate",
          "aitranslate",
          "arrowflight",
          "arrowstream",
          "catboostevaluate",
          "cosn",
          "eval",
          "executable",
          "executablepool",
          "file",
          "filesystem",
          "gcs",
          "hdfs",
          "input",
          "jdbc",
          "merge",
          "mongodb",
          "mysql",
          "odbc",
          "oss",
          "postgresql",
          "redis",
          "remote",
          "remotesecure",
          "s3",
          "sleep",
          "sleepeachrow",
          "sqlite",
          "url",
          "ytsaurus");

  private static final Pattern OUTSIDE_FAMILIES =
      Pattern.compile("(azure|iceberg|deltalake|hudi|paimon).*|clusterallreplicas|.*cluster");

  /** What describes the store; other system tables show other people's statements or secrets. */
  private static final Set<String> SYSTEM_TABLES =
      Set.of(
          "columns",
          "data_skipping_indices",
          "data_type_families",
          "databases",
          "formats",
          "functions",
          "keywords",
          "numbers",
          "numbers_mt",
          "one",
          "parts",
          "parts_columns",
          "table_engines",
          "tables",
          "time_zones",
          "zeros");

  private SqlGuard() {}

  /**
   * @throws PlumblineException INVALID_INPUT with what is not allowed
   */
  static void check(String sql) {
    List<String> tokens = tokens(sql);
    while (!tokens.isEmpty() && tokens.getLast().equals(";")) {
      tokens.removeLast();
    }
    if (tokens.isEmpty()) {
      throw refused("the statement is empty");
    }
    if (tokens.contains(";")) {
      throw refused("one statement at a time");
    }
    if (!READING.contains(tokens.getFirst())) {
      throw refused(
          "only reading statements are allowed (SELECT, WITH, SHOW, DESCRIBE, EXISTS, EXPLAIN)");
    }
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      if (next.equals("(")
          && (OUTSIDE.contains(token) || OUTSIDE_FAMILIES.matcher(token).matches())) {
        throw refused("function " + token + " reaches outside the store or only waits");
      }
      if (token.equals("into") && next.equals("outfile")) {
        throw refused("INTO OUTFILE writes a file");
      }
      if (token.equals("system") && next.equals(".")) {
        String table = i + 2 < tokens.size() ? tokens.get(i + 2) : "";
        if (!SYSTEM_TABLES.contains(table)) {
          throw refused("table system." + table + " is not shown here");
        }
      }
    }
  }

  private static PlumblineException refused(String why) {
    return new PlumblineException(ErrorKind.INVALID_INPUT, "statement refused: " + why);
  }

  /** Words and quoted names in lower case, signs as they are; no literals, no comments. */
  private static List<String> tokens(String sql) {
    List<String> tokens = new ArrayList<>();
    int i = 0;
    int n = sql.length();
    while (i < n) {
      char c = sql.charAt(i);
      if (Character.isWhitespace(c) || c == '\ufeff') {
        i++;
      } else if (sql.startsWith("--", i) || sql.startsWith("#!", i) || sql.startsWith("# ", i)) {
        i = after(sql, "\n", i);
      } else if (sql.startsWith("/*", i)) {
        i = after(sql, "*/", i + 2);
      } else if (c == '\'') {
        i = pastQuoted(sql, i);
        tokens.add("''");
      } else if (c == '"' || c == '`') {
        int end = pastQuoted(sql, i);
        tokens.add(
            sql.substring(i + 1, Math.max(i + 1, end - 1))
                .replace("\\", "")
                .toLowerCase(Locale.ROOT));
        i = end;
      } else if (c == '$' && heredocEnd(sql, i) > 0) {
        i = heredocEnd(sql, i);
        tokens.add("''");
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        int start = i;
        while (i < n && (Character.isLetterOrDigit(sql.charAt(i)) || sql.charAt(i) == '_')) {
          i++;
        }
        tokens.add(sql.substring(start, i).toLowerCase(Locale.ROOT));
      } else {
        tokens.add(String.valueOf(c));
        i++;
      }
    }
    return tokens;
  }

  private static int after(String sql, String end, int from) {
    int at = sql.indexOf(end, from);
    return at < 0 ? sql.length() : at + end.length();
  }

  private static int pastQuoted(String sql, int from) {
    char quote = sql.charAt(from);
    int i = from + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\\') {
        i += 2;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i += 2;
        } else {
          return i + 1;
        }
      } else {
        i++;
      }
    }
    return sql.length();
  }

  /** The end of {@code $tag$ ... $tag$}; 0 when it is none. */
  private static int heredocEnd(String sql, int from) {
    int tagEnd = from + 1;
    while (tagEnd < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(tagEnd)) || sql.charAt(tagEnd) == '_')) {
      tagEnd++;
    }
    if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
      return 0;
    }
    String tag = sql.substring(from, tagEnd + 1);
    int end = sql.indexOf(tag, tagEnd + 1);
    return end < 0 ? 0 : end + tag.length();
  }
}
