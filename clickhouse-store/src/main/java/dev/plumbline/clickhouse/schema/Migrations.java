// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.schema;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date: each file of {@code schema/} once, in order, remembered in {@code
 * schema_migrations} with its checksum. A file that was run and then changed stops the start. Every
 * statement can be run again, so a start that was killed half-way is finished by the next one.
 */
public final class Migrations {
  private static final Logger log = LoggerFactory.getLogger(Migrations.class);
  private static final List<String> FILES =
      List.of(
          "001-telemetry.sql",
          "002-scores.sql",
          "003-views.sql",
          "004-late-scores.sql",
          "005-labels.sql",
          "006-feedback.sql",
          "007-incidents.sql",
          "008-markers.sql");
  private static final Pattern ENGINE = Pattern.compile("\\$\\{engine:(\\w+)(?::([^}]*))?}");
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");

  private final ClickHouse clickHouse;

  public Migrations(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Creates the database when missing, runs what has not been run, and sets the retention that is
   * configured.
   */
  public void run() {
    clickHouse.createDatabase();
    clickHouse.execute(
        render(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations ${on_cluster} (
              Version UInt32, Name String, Checksum String, AppliedAt DateTime64(3, 'UTC') DEFAULT now64(3)
            ) ENGINE = ${engine:MergeTree} ORDER BY Version
            """));
    Map<Integer, String> applied = applied();
    for (String file : FILES) {
      int version = Integer.parseInt(file.substring(0, 3));
      String text = read(file);
      String checksum = Sha256.hex(text, 16);
      String known = applied.get(version);
      if (known == null) {
        apply(file, version, text, checksum);
      } else if (!known.equals(checksum)) {
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT,
            "schema migration "
                + file
                + " was applied with other content; use the Plumbline version that wrote database "
                + clickHouse.database()
                + ", or a newer one");
      }
    }
    new Retention(clickHouse).apply();
  }

  /** Statements of one file with its placeholders filled in. */
  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    for (String part : render(COMMENT.matcher(text).replaceAll("")).split(";\\s*\\n")) {
      if (!part.isBlank()) {
        statements.add(part.strip());
      }
    }
    return statements;
  }

  /**
   * Fills in the placeholders for one server. On a cluster {@code engine} would become the
   * replicated form and {@code on_cluster} its clause.
   */
  private static String render(String sql) {
    Matcher matcher = ENGINE.matcher(sql);
    return matcher
        .replaceAll(m -> m.group(2) == null ? m.group(1) : m.group(1) + "(" + m.group(2) + ")")
        .replace(" ${on_cluster}", "");
  }

  private void apply(String file, int version, String text, String checksum) {
    for (String statement : statements(text)) {
      clickHouse.execute(statement);
    }
    clickHouse.execute(
        "INSERT INTO schema_migrations (Version, Name, Checksum)"
            + " SELECT {version:UInt32}, {name:String}, {checksum:String}",
        Params.none().number("version", version).text("name", file).text("checksum", checksum),
        Map.of());
    log.atInfo().addKeyValue("migration", file).log("schema migration applied");
  }

  private Map<Integer, String> applied() {
    return clickHouse.query(
        "SELECT Version, any(Checksum) FROM schema_migrations GROUP BY Version",
        Params.none(),
        in -> {
          Map<Integer, String> found = new TreeMap<>();
          while (in.hasNext()) {
            int version = in.int32();
            found.put(version, in.string());
          }
          return found;
        });
  }

  private static String read(String file) {
    try (InputStream in = Migrations.class.getResourceAsStream("/schema/" + file)) {
      if (in == null) {
        throw new IllegalStateException("resource schema/" + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("resource schema/" + file + " cannot be read", e);
    }
  }
}
