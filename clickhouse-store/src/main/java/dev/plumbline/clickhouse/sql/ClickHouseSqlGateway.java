// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.sql;

import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.SqlGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Read-only SQL. A guard refuses what does not read or reaches outside; then ClickHouse runs the
 * statement in its read-only mode, in which a statement cannot lift its own limits. A result is
 * held back until it is complete, so that a failure never follows half a result. Thread-safe.
 */
public final class ClickHouseSqlGateway implements SqlGateway {
  private static final Pattern TEXTUAL =
      Pattern.compile("(Pretty|Vertical|Values|Markdown|SQLInsert|XML|Template|CustomSeparated).*");

  private final ClickHouse clickHouse;
  private final SqlLimits limits;
  private final Semaphore places;

  /**
   * @param clickHouse best connected as a user who may only read; for the embedded engine that is
   *     any other than its administrator
   */
  public ClickHouseSqlGateway(ClickHouse clickHouse, SqlLimits limits) {
    this.clickHouse = clickHouse;
    this.limits = limits;
    this.places = new Semaphore(limits.maxConcurrent());
  }

  @Override
  public void query(String sql, String format, Map<String, String> parameters, Output out)
      throws IOException {
    SqlGuard.check(sql);
    QuerySettings settings = settings(format);
    if (!places.tryAcquire()) {
      throw new PlumblineException(
          ErrorKind.OVERLOADED, "too many statements at a time", null, Duration.ofSeconds(1));
    }
    Result result;
    try {
      result = clickHouse.stream(sql, new HashMap<>(parameters), settings, this::read);
    } finally {
      places.release();
    }
    try (OutputStream body = out.open(result.contentType())) {
      result.body().writeTo(body);
    }
  }

  private record Result(String contentType, ByteArrayOutputStream body) {}

  private Result read(QueryResponse response) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 16];
    InputStream in = response.getInputStream();
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      if (body.size() + (long) n > limits.maxBytes()) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE, "the result is larger than " + limits.maxBytes() + " bytes");
      }
      body.write(piece, 0, n);
    }
    return new Result(contentType(usedFormat(response)), body);
  }

  /** The statement's own FORMAT wins, so only the answer says which one it was. */
  private static String usedFormat(QueryResponse response) {
    for (Map.Entry<String, String> header : response.getResponseHeaders().entrySet()) {
      if (header.getKey().equalsIgnoreCase("X-ClickHouse-Format")) {
        return header.getValue();
      }
    }
    return response.getFormat().name();
  }

  private static String contentType(String format) {
    if (format.equals("JSONEachRow") || format.equals("JSONCompactEachRow")) {
      return "application/x-ndjson; charset=UTF-8";
    }
    if (format.startsWith("JSON")) {
      return "application/json; charset=UTF-8";
    }
    if (format.startsWith("CSV")) {
      return "text/csv; charset=UTF-8";
    }
    if (format.startsWith("TabSeparated") || format.startsWith("TSV")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    return TEXTUAL.matcher(format).matches()
        ? "text/plain; charset=UTF-8"
        : "application/octet-stream";
  }

  private QuerySettings settings(String format) {
    QuerySettings settings =
        new QuerySettings()
            .setFormat(format(format))
            .serverSetting("readonly", "1")
            .waitEndOfQuery(true)
            .serverSetting("max_execution_time", String.valueOf(limits.maxTime().toSeconds()))
            .serverSetting("max_result_rows", String.valueOf(limits.maxRows()))
            .serverSetting("result_overflow_mode", "throw")
            .serverSetting("max_memory_usage", String.valueOf(limits.maxMemoryBytes()));
    settings.setNetworkTimeout(limits.maxTime().plusSeconds(5).toMillis(), ChronoUnit.MILLIS);
    return settings;
  }

  private static ClickHouseFormat format(String name) {
    for (ClickHouseFormat format : ClickHouseFormat.values()) {
      if (format.name().equalsIgnoreCase(name) && format.supportsOutput()) {
        return format;
      }
    }
    throw PlumblineException.invalid("format", "must be an output format of ClickHouse", name);
  }
}
