// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.text.BoundedCache;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Span;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names every version that a call's scores depend on. When the application sends no version, a
 * fingerprint of system prompt, tools, model and parameters serves ({@code fp-...}); when it sends
 * no prompt version, one of the system prompt ({@code sys-...}). Numbers in a system prompt (dates,
 * counters, ids) do not count. Thread-safe.
 */
final class Versions {
  private static final int MAX_TUPLES = 2048;
  private static final long MAX_TUPLE_CHARS = 8L << 20;

  /** Attributes of a request that make it another version of the application. */
  private static final List<String> PARAMETERS =
      List.of(
          "gen_ai.request.temperature",
          "gen_ai.request.top_p",
          "gen_ai.request.top_k",
          "gen_ai.request.max_tokens",
          "gen_ai.request.frequency_penalty",
          "gen_ai.request.presence_penalty",
          "llm.invocation_parameters");

  private static final List<String> PROVIDER_FINGERPRINTS =
      List.of(
          "openai.response.system_fingerprint",
          "gen_ai.openai.response.system_fingerprint",
          "gen_ai.response.system_fingerprint");

  private static final String FLAG_PREFIX = "plumbline.flag.";

  private final TreeMap<String, String> fixed = new TreeMap<>();
  private final VersionTuple none;
  private final BoundedCache<Key, VersionTuple> tuples =
      new BoundedCache<>(MAX_TUPLES, MAX_TUPLE_CHARS, Key::weight);

  Versions(List<Evaluator> evaluators, String priceTable) {
    fixed.put("evaluators", hashOf(evaluators));
    fixed.put("price_table", priceTable);
    fixed.put("sampling_probability", "1");
    none = VersionTuple.of(fixed);
  }

  /** Of ids, versions and data of evaluators. */
  static String hashOf(List<Evaluator> evaluators) {
    StringBuilder all = new StringBuilder();
    for (Evaluator evaluator : evaluators) {
      EvaluatorDescriptor d = evaluator.descriptor();
      all.append(d.id()).append('=').append(d.version()).append('/').append(d.artifactHash());
      all.append('\n');
    }
    return Sha256.hex(all.toString(), 12);
  }

  /** The tuple of a span that is no call. */
  VersionTuple none() {
    return none;
  }

  VersionTuple of(GenAiSpan span, ModelCall call) {
    return tuples.get(key(span, call), this::tuple);
  }

  /** Everything the tuple depends on. */
  private record Key(
      String appVersion,
      String promptName,
      String promptVersion,
      String requestModel,
      String responseModel,
      String providerFingerprint,
      String system,
      String tools,
      String parameters,
      String flags) {
    long weight() {
      return 200L + system.length() + tools.length() + parameters.length() + flags.length();
    }
  }

  private static Key key(GenAiSpan span, ModelCall call) {
    boolean named = !span.appVersion().isEmpty();
    boolean needsSystem = !named || call.promptVersion().isEmpty();
    return new Key(
        span.appVersion(),
        call.promptName(),
        call.promptVersion(),
        call.requestModel(),
        call.responseModel(),
        first(span.span(), PROVIDER_FINGERPRINTS),
        needsSystem ? call.content().system() : "",
        named ? "" : call.content().toolsJson(),
        named ? "" : parameters(span.span()),
        flags(span.span()));
  }

  private VersionTuple tuple(Key key) {
    TreeMap<String, String> parts = new TreeMap<>(fixed);
    String system = key.system().isEmpty() ? "" : steady(key.system());
    parts.put(
        "app_version", key.appVersion().isEmpty() ? fingerprint(key, system) : key.appVersion());
    parts.put("prompt_name", key.promptName());
    if (!key.promptVersion().isEmpty()) {
      parts.put("prompt_version", key.promptVersion());
    } else if (!system.isEmpty()) {
      parts.put("prompt_version", "sys-" + Sha256.hex(system, 8));
    }
    parts.put("request_model", key.requestModel());
    parts.put("response_model", key.responseModel());
    parts.put("provider_fingerprint", key.providerFingerprint());
    parts.put("feature_flags", key.flags());
    return VersionTuple.of(parts);
  }

  private static String fingerprint(Key key, String system) {
    return "fp-"
        + Sha256.hex(
            String.join("\u0001", system, key.tools(), key.requestModel(), key.parameters()), 12);
  }

  /** Words with digits (ids, dates, amounts) change without the prompt changing: each is one #. */
  private static String steady(String system) {
    StringBuilder out = new StringBuilder(system.length());
    int start = 0;
    boolean digit = false;
    for (int i = 0; i <= system.length(); i++) {
      char c = i == system.length() ? ' ' : system.charAt(i);
      if (c > ' ') {
        digit |= c >= '0' && c <= '9';
        continue;
      }
      if (digit) {
        out.append('#');
      } else {
        out.append(system, start, i);
      }
      out.append(c);
      start = i + 1;
      digit = false;
    }
    return out.toString();
  }

  private static String first(Span span, List<String> names) {
    for (String name : names) {
      String value = span.text(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static String parameters(Span span) {
    StringBuilder out = new StringBuilder();
    for (String name : PARAMETERS) {
      String value = span.text(name);
      if (!value.isEmpty()) {
        out.append(name).append('=').append(value).append(';');
      }
    }
    return out.toString();
  }

  private static String flags(Span span) {
    TreeMap<String, String> found = null;
    for (Map.Entry<String, AnyValue> entry : span.attributes().entrySet()) {
      if (entry.getKey().startsWith(FLAG_PREFIX)) {
        found = found == null ? new TreeMap<>() : found;
        found.put(entry.getKey().substring(FLAG_PREFIX.length()), entry.getValue().asText());
      }
    }
    return found == null ? "" : found.toString();
  }
}
