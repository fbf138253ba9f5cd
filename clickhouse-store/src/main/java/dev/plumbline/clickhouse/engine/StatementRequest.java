// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, from its URL and headers.
 *
 * @param query the statement, or its beginning, from the URL; empty when the body is all
 * @param settings for this statement, in the order given
 * @param params values for {@code {name:Type}}
 * @param format for the output when the statement names none; also of rows whose INSERT names none
 * @param insertFormat empty when none was asked for
 */
record StatementRequest(
    String query,
    String database,
    Map<String, String> settings,
    Map<String, String> params,
    String format,
    String insertFormat,
    String queryId,
    boolean packedRequest,
    boolean packedResponse,
    String responseEncoding,
    boolean waitForEnd,
    boolean readOnly) {

  private static final String NO_SETTINGS =
      "query user password database default_format query_id session_id session_check"
          + " session_timeout close_session quota_key role stacktrace compress decompress"
          + " buffer_size wait_end_of_query client_protocol_version enable_http_compression"
          + " http_native_compression_disable_checksumming_on_decompress";
  private static final Set<String> RESERVED = Set.of(NO_SETTINGS.split(" "));

  static StatementRequest of(HttpExchange exchange, Credentials credentials) {
    Map<String, String> all = parameters(exchange.getRequestURI().getRawQuery());
    Headers headers = exchange.getRequestHeaders();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> params = new LinkedHashMap<>();
    all.forEach((name, value) -> {
      if (name.startsWith("param_")) {
        params.put(name.substring("param_".length()), value);
      } else if (!RESERVED.contains(name)) {
        settings.put(name, value);
      }
    });
    String asked = all.getOrDefault("default_format", header(headers, "X-ClickHouse-Format"));
    String id = all.getOrDefault("query_id", header(headers, "X-ClickHouse-Query-Id"));
    return new StatementRequest(
        all.getOrDefault("query", ""),
        all.getOrDefault("database", header(headers, "X-ClickHouse-Database")),
        settings,
        params,
        asked.isEmpty() ? "TabSeparated" : asked,
        asked,
        id.matches("[\\x21-\\x7e]{1,128}") ? id : UUID.randomUUID().toString(),
        isOn(all, "decompress"),
        isOn(all, "compress"),
        isOn(all, "enable_http_compression") ? encoding(header(headers, "Accept-Encoding")) : "",
        isOn(all, "wait_end_of_query"),
        !credentials.admin() || !exchange.getRequestMethod().equals("POST"));
  }

  /**
   * Parameters of a URL; a repeated name keeps its last value, broken escapes stand as they are.
   */
  static Map<String, String> parameters(@Nullable String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&")) {
        int equals = pair.indexOf('=');
        if (!pair.isEmpty()) {
          parameters.put(
              decode(equals < 0 ? pair : pair.substring(0, equals)),
              equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    }
    return parameters;
  }

  private static String decode(String escaped) {
    try {
      return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return escaped;
    }
  }

  private static String encoding(String accepted) {
    String lower = accepted.toLowerCase(Locale.ROOT);
    return Stream.of("zstd", "gzip", "lz4").filter(lower::contains).findFirst().orElse("");
  }

  private static boolean isOn(Map<String, String> all, String name) {
    String value = all.getOrDefault(name, "0");
    return value.equals("1") || value.equalsIgnoreCase("true");
  }

  static String header(Headers headers, String name) {
    @Nullable String value = headers.getFirst(name);
    return value == null ? "" : value;
  }
}
