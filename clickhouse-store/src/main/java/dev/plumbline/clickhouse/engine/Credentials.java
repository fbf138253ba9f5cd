// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. {@code default} without a password from this machine may do everything; anybody else
 * may read.
 */
record Credentials(boolean admin) {
  static Credentials of(InetAddress from, Headers headers, Map<String, String> parameters) {
    String user = parameters.getOrDefault("user", "default");
    String password = parameters.getOrDefault("password", "");
    String authorization = first(headers, "Authorization");
    if (authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      String pair = decode(authorization.substring(6).strip());
      int colon = pair.indexOf(':');
      user = colon < 0 ? pair : pair.substring(0, colon);
      password = colon < 0 ? "" : pair.substring(colon + 1);
    } else if (!authorization.isEmpty()) {
      return new Credentials(false);
    }
    user = headers.containsKey("X-ClickHouse-User") ? first(headers, "X-ClickHouse-User") : user;
    password =
        headers.containsKey("X-ClickHouse-Key") ? first(headers, "X-ClickHouse-Key") : password;
    return new Credentials(
        from.isLoopbackAddress() && user.equals("default") && password.isEmpty());
  }

  /**
   * False for what a web page in a browser on this machine could send: the admin has no password,
   * so a foreign page must not reach it, directly or by a name that resolves to this machine.
   */
  static boolean isLocalProgram(Headers headers) {
    String origin = first(headers, "Origin");
    if (!origin.isEmpty() && !isLocalHost(origin.replaceFirst("^[a-zA-Z]+://", ""))) {
      return false;
    }
    return isLocalHost(first(headers, "Host"));
  }

  private static boolean isLocalHost(String hostAndPort) {
    String host =
        hostAndPort.startsWith("[")
            ? hostAndPort.substring(0, hostAndPort.indexOf(']') + 1)
            : hostAndPort.replaceFirst(":\\d+$", "");
    return host.isEmpty()
        || host.equalsIgnoreCase("localhost")
        || host.startsWith("[")
        || host.matches("[0-9.]+");
  }

  private static String first(Headers headers, String name) {
    @Nullable String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "\0"; // nobody's name
    }
  }
}
