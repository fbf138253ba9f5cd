// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.json.Schemas.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Schemas and values of strangers: whatever their size and depth, there is a verdict. */
class SchemasLimitsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Schemas schemas = new Schemas();

  @Test
  void valuesBeyondTheDepthAreNotRead() {
    assertThat(JsonTexts.parse("[".repeat(150) + "]".repeat(150))).isPresent();
    assertThat(JsonTexts.parse("[".repeat(250) + "]".repeat(250))).isEmpty();
    assertThat(JsonTexts.parse("{\"a\":".repeat(100_000))).isEmpty();
    assertThat(JsonTexts.parse("1".repeat(2000))).isEmpty();
    assertThat(JsonTexts.parse(" ".repeat(JsonTexts.MAX_CHARS + 1))).isEmpty();
  }

  @Test
  void schemasBeyondSizeOrDepthAreUndecided() {
    assertThat(check("{\"allOf\":[".repeat(90) + "{}" + "]}".repeat(90), "1"))
        .isInstanceOf(Verdict.Valid.class);
    assertThat(check("{\"allOf\":[".repeat(5000) + "{}" + "]}".repeat(5000), "1"))
        .isInstanceOf(Verdict.Undecided.class);
    assertThat(check("{\"description\":\"" + "x".repeat(300_000) + "\"}", "1"))
        .isInstanceOf(Verdict.Undecided.class);
  }

  @Test
  void schemasThatReferToThemselvesOrElsewhereAreUndecided() {
    assertThat(check("{\"$ref\":\"#\"}", "1")).isInstanceOf(Verdict.Undecided.class);
    assertThat(check("{\"$ref\":\"https://example.org/s\"}", "1"))
        .isInstanceOf(Verdict.Undecided.class);
    assertThat(check("{\"$ref\":\"#/nowhere\"}", "1")).isInstanceOf(Verdict.Undecided.class);
    assertThat(check("{\"pattern\":\"(\"}", "\"a\"")).isInstanceOf(Verdict.Undecided.class);
  }

  @Test
  void manyBranchesEndInTime() {
    StringBuilder branches = new StringBuilder("{\"type\":\"string\"}");
    for (int i = 0; i < 14; i++) {
      branches.insert(0, "{\"anyOf\":[" + branches + ",");
      branches.append("]}");
      if (branches.length() > 200_000) {
        break;
      }
    }

    assertThat(check(branches.toString(), "[1,2,3]")).isNotNull();
  }

  /** Any JSON taken as a schema for any JSON gives a verdict and never throws. */
  @Test
  void anySchemaGivesAVerdictForAnyValue() {
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      assertThat(check(any(random, 0, true), any(random, 0, false))).isNotNull();
    }
  }

  private static final String[] KEYWORDS = {
    "type",
    "properties",
    "items",
    "required",
    "enum",
    "const",
    "anyOf",
    "allOf",
    "oneOf",
    "not",
    "$ref",
    "$defs",
    "pattern",
    "minimum",
    "maxLength",
    "additionalProperties",
    "if",
    "then",
    "$schema",
    "$id",
    "$dynamicRef",
    "unevaluatedProperties",
    "dependentSchemas",
    "multipleOf",
    "a"
  };

  private static final String[] STRINGS = {
    "string",
    "object",
    "#",
    "#/$defs/a",
    "a",
    "^a+$",
    "(",
    "http://x",
    "",
    "integer",
    "array",
    "https://json-schema.org/draft/2020-12/schema",
    "http://json-schema.org/draft-07/schema#"
  };

  private static String any(Random random, int depth, boolean keywords) {
    int kind = random.nextInt(depth > 4 ? 4 : 6);
    return switch (kind) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> String.valueOf(random.nextInt(5) - 1);
      case 3 -> '"' + STRINGS[random.nextInt(STRINGS.length)] + '"';
      case 4 -> {
        StringBuilder out = new StringBuilder("[");
        for (int i = random.nextInt(3); i >= 0; i--) {
          out.append(any(random, depth + 1, keywords)).append(i == 0 ? "" : ",");
        }
        yield out.append("]").toString();
      }
      default -> {
        StringBuilder out = new StringBuilder("{");
        int n = random.nextInt(4);
        for (int i = 0; i < n; i++) {
          String key =
              keywords || random.nextBoolean() ? KEYWORDS[random.nextInt(KEYWORDS.length)] : "b";
          out.append(i == 0 ? "" : ",").append('"').append(key).append("\":");
          out.append(any(random, depth + 1, keywords));
        }
        yield out.append("}").toString();
      }
    };
  }

  private Verdict check(String schema, String value) {
    JsonNode node = JSON.readTree(value);
    return schemas.check(schema, node);
  }
}
