// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import dev.plumbline.clickhouse.Params;
import dev.plumbline.model.error.PlumblineException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names of segments as expressions over {@code otel_traces} and the views that show its columns.
 */
public final class Segments {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.]{0,99}");
  private static final Map<String, String> EXPRESSIONS =
      Map.ofEntries(
          Map.entry("all", "''"),
          Map.entry("service", "toString(ServiceName)"),
          Map.entry("environment", "toString(Environment)"),
          Map.entry("feature", "toString(Feature)"),
          Map.entry("task", "toString(Task)"),
          Map.entry(
              "model", "if(ResponseModel = '', toString(RequestModel), toString(ResponseModel))"),
          Map.entry("provider", "toString(Provider)"),
          Map.entry("operation", "toString(Operation)"),
          Map.entry("prompt_name", "toString(PromptName)"),
          Map.entry("prompt_version", "toString(PromptVersion)"),
          Map.entry("app_version", "toString(AppVersion)"),
          Map.entry("agent", "toString(AgentName)"),
          Map.entry("intent", "toString(Intent)"),
          Map.entry("traffic_source", "toString(TrafficSource)"),
          Map.entry("customer", "toString(Customer)"),
          Map.entry("user_tier", "toString(UserTier)"),
          Map.entry("region", "toString(Region)"),
          Map.entry("platform", "toString(Platform)"),
          Map.entry("language", "toString(Language)"),
          Map.entry("turn", "if(isNull(Turn), '', toString(assumeNotNull(Turn)))"),
          Map.entry("turn_bucket", "TurnBucket"));

  private Segments() {}

  /**
   * The expression of a segment; a name without a column of its own is looked up in the map of the
   * declared ones.
   *
   * @param param name of the parameter that takes the name, when one is needed
   * @throws PlumblineException INVALID_INPUT when it cannot be a segment's name
   */
  public static String expression(String name, String param, Params params) {
    String known = EXPRESSIONS.get(name);
    if (known != null) {
      return known;
    }
    if (!NAME.matcher(name).matches()) {
      throw PlumblineException.invalid(
          "segment", "must be a known column or a segment name in lower_snake_case", name);
    }
    params.text(param, name);
    return "Segments[{" + param + ":String}]";
  }
}
