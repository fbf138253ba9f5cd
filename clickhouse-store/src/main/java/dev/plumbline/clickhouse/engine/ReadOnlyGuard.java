// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.clickhouse.engine.ChdbLibrary.StatementClass;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses what a read-only session could still do with the engine's own checks: {@code readonly=2}
 * forbids changes, the missing role forbids sources outside the engine, but neither knows
 * statements of control (SET ROLE, KILL, INTO OUTFILE) nor the few functions that reach a file or a
 * program without asking for a grant.
 */
final class ReadOnlyGuard {
  private static final Set<String> OUTSIDE =
      Set.of(
          "file",
          "filesystem",
          "executable",
          "executablepool",
          "eval",
          "catboostevaluate",
          "arrowstream",
          "remote",
          "remotesecure",
          "clusterallreplicas",
          "url",
          "s3",
          "gcs",
          "oss",
          "cosn",
          "hdfs",
          "mongodb",
          "mysql",
          "postgresql",
          "redis",
          "sqlite",
          "odbc",
          "jdbc",
          "ytsaurus",
          "aiclassify",
          "aiembed",
          "aiextract",
          "aigenerate",
          "aitranslate");
  private static final Pattern OUTSIDE_FAMILIES =
      Pattern.compile("(azure|iceberg|deltalake|hudi|paimon).*|.*cluster");
  private static final Pattern FUNCTION =
      Pattern.compile("^\\s*Function (\\S+)", Pattern.MULTILINE);

  private ReadOnlyGuard() {}

  static void check(EngineSession session, byte[] sql, Map<String, String> params)
      throws EngineException {
    StatementClass kind = session.classify(sql);
    if (kind.kind() == StatementClass.UNKNOWN && kind.statements() == 0) {
      return; // does not parse: the engine says where
    }
    if (!kind.isOneReadingStatement()) {
      throw EngineException.of(
          EngineException.READONLY, "READONLY", "Cannot execute query in readonly mode");
    }
    Matcher function = FUNCTION.matcher(tree(session, sql, params));
    while (function.find()) {
      String name = function.group(1).toLowerCase(Locale.ROOT);
      if (OUTSIDE.contains(name) || OUTSIDE_FAMILIES.matcher(name).matches()) {
        throw EngineException.of(
            EngineException.ACCESS_DENIED,
            "ACCESS_DENIED",
            "Not enough privileges. Function " + name + " reaches outside the engine");
      }
    }
  }

  private static String tree(EngineSession session, byte[] sql, Map<String, String> params)
      throws EngineException {
    ByteArrayOutputStream explain = new ByteArrayOutputStream(sql.length + 16);
    explain.writeBytes("EXPLAIN AST ".getBytes(StandardCharsets.UTF_8));
    explain.writeBytes(sql);
    return session.run(explain.toByteArray(), params); // without them it would not parse
  }
}
