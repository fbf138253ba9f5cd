// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tools;

import dev.plumbline.evaluators.json.JsonTexts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Tells results of tools that report a failure, in the forms that frameworks use. */
final class ToolErrors {
  private static final int MAX_JSON = 8192;

  private static final List<String> OPENINGS =
      List.of(
          "error",
          "exception",
          "traceback",
          "failed",
          "failure",
          "fatal",
          "timeout",
          "timed out",
          "unauthorized",
          "forbidden",
          "not found",
          "invalid",
          "unable to",
          "could not",
          "cannot ",
          "an error occurred",
          "tool error",
          "http error",
          "400 ",
          "401 ",
          "403 ",
          "404 ",
          "409 ",
          "422 ",
          "429 ",
          "500 ",
          "502 ",
          "503 ",
          "504 ");

  private ToolErrors() {}

  static boolean isError(String result) {
    String text = result.strip();
    if (text.startsWith("{") && text.length() <= MAX_JSON) {
      Optional<JsonNode> json = JsonTexts.parse(text);
      if (json.isPresent()) {
        return isError(json.get());
      }
    }
    String head =
        text.substring(0, Math.min(text.length(), 40))
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^[^a-z0-9]+", "");
    return OPENINGS.stream().anyMatch(head::startsWith)
        || text.contains("Traceback (most recent call last)");
  }

  private static boolean isError(JsonNode json) {
    JsonNode error = json.path("error");
    if (!error.isMissingNode()
        && !error.isNull()
        && !(error.isBoolean() && !error.asBoolean())
        && !(error.isString() && error.asString().isBlank())
        && !(error.isContainer() && error.isEmpty())) {
      return true;
    }
    if (json.path("isError").asBoolean(false)
        || json.path("is_error").asBoolean(false)
        || (json.path("success").isBoolean() && !json.path("success").asBoolean())
        || (json.path("ok").isBoolean() && !json.path("ok").asBoolean())) {
      return true;
    }
    String status = json.path("status").asString("").toLowerCase(Locale.ROOT);
    int code = json.path("status_code").asInt(json.path("statusCode").asInt(0));
    return status.equals("error")
        || status.equals("failed")
        || status.equals("failure")
        || (json.path("status").isNumber() && json.path("status").asInt() >= 400)
        || code >= 400;
  }
}
