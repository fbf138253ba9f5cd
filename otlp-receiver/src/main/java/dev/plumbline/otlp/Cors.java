// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Lets browsers of the configured origins send (Fetch standard, CORS protocol). Thread-safe. */
final class Cors {
  private static final String MAX_AGE_SECONDS = "7200"; // browsers cap it there

  private final List<String> origins;
  private final String headers;

  Cors(ReceiverConfig.Http config) {
    this.origins = config.corsOrigins();
    List<String> allowed = new ArrayList<>(List.of("Content-Type", "Content-Encoding"));
    allowed.addAll(config.corsHeaders());
    this.headers = String.join(", ", allowed);
  }

  private boolean allowed(@Nullable String origin) {
    return origin != null && (origins.contains("*") || origins.contains(origin));
  }

  /** Says that the origin may read the answer, when it may. */
  void allow(Request request, Response response) {
    @Nullable String origin = request.getHeaders().get("Origin");
    if (allowed(origin)) {
      response.getHeaders().put("Access-Control-Allow-Origin", origin);
      response.getHeaders().add("Vary", "Origin");
    }
  }

  /** Answers the question whether a browser may send; false when this is no such question. */
  boolean preflight(Request request, Response response) {
    HttpFields asked = request.getHeaders();
    if (!request.getMethod().equals("OPTIONS")
        || asked.get("Access-Control-Request-Method") == null
        || !allowed(asked.get("Origin"))) {
      return false;
    }
    response.getHeaders().put("Access-Control-Allow-Methods", "POST");
    response.getHeaders().put("Access-Control-Allow-Headers", headers);
    response.getHeaders().put("Access-Control-Max-Age", MAX_AGE_SECONDS);
    return true;
  }
}
