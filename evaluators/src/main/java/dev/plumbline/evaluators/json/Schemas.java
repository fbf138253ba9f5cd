// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.plumbline.evaluators.text.BoundedCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema 2020-12, 2019-09 and draft 7 by {@code $schema}, 2020-12 where it says nothing. Never
 * fetches anything; references to other documents cannot be judged. Depth, steps and sizes are
 * bounded, compiled schemas are kept in a bounded cache. Thread-safe.
 */
public final class Schemas {
  private static final int MAX_SCHEMA_CHARS = 256 * 1024;
  private static final int MAX_STEPS = 200_000;
  private static final int MAX_DEPTH = 400;
  private static final int CACHED = 512;
  private static final long CACHED_CHARS = 4L << 20;

  private final SchemaRegistry registry;

  private final BoundedCache<String, Compiled> cache =
      new BoundedCache<>(CACHED, CACHED_CHARS, String::length);

  public Schemas() {
    this(SpecificationVersion.DRAFT_2020_12, Map.of());
  }

  /**
   * For tests that need more than one document.
   *
   * @param version where {@code $schema} says nothing
   * @param documents schemas by their address, which references may name
   */
  Schemas(SpecificationVersion version, Map<String, String> documents) {
    registry =
        SchemaRegistry.withDefaultDialect(
            version,
            builder ->
                builder
                    .schemaCacheEnabled(false)
                    .schemas(documents)
                    .schemaLoader(loader ->
                        loader.block(iri ->
                            !iri.toString().startsWith("https://json-schema.org/")
                                && !iri.toString().startsWith("http://json-schema.org/")
                                && !documents.containsKey(iri.toString())))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .regularExpressionFactory(
                                (RegularExpressionFactory) SchemaPattern::compile)
                            .build()));
  }

  /** What a schema says of a value. */
  public sealed interface Verdict {
    /** It holds. */
    record Valid() implements Verdict {}

    /**
     * It does not hold.
     *
     * @param keyword the keyword that failed first, for example {@code required}
     * @param path where in the schema that keyword stands; holds no content
     */
    record Broken(String keyword, String path) implements Verdict {}

    /** Nobody can say: the schema is broken, too large, or refers to another document. */
    record Undecided(String reason) implements Verdict {}
  }

  private sealed interface Compiled {
    record Usable(Schema schema, boolean closedByDefault) implements Compiled {}

    record Unusable(String reason) implements Compiled {}
  }

  /**
   * Says whether a value follows a schema.
   *
   * @param schemaJson the schema as text; a wrapper of a provider around it is taken off
   */
  public Verdict check(String schemaJson, JsonNode value) {
    return verdict(compiled(schemaJson), value);
  }

  /**
   * As {@link #check} for arguments of a tool: a property that the schema does not name is a fault
   * unless the schema says that it takes further ones.
   */
  public Verdict checkArguments(String schemaJson, JsonNode arguments) {
    Compiled compiled = compiled(schemaJson);
    if (compiled instanceof Compiled.Usable(Schema schema, boolean closed) && closed) {
      JsonNode properties = schema.getSchemaNode().path("properties");
      for (String name : arguments.propertyNames()) {
        if (!properties.has(name)) {
          return new Verdict.Broken("additionalProperties", "/properties");
        }
      }
    }
    return verdict(compiled, arguments);
  }

  private static Verdict verdict(Compiled compiled, JsonNode value) {
    return switch (compiled) {
      case Compiled.Unusable(String reason) -> new Verdict.Undecided(reason);
      case Compiled.Usable(Schema schema, boolean _) -> run(schema, value);
    };
  }

  private static Verdict run(Schema schema, JsonNode value) {
    try {
      List<Error> errors =
          schema.validate(
              value,
              context ->
                  context.executionConfig(config ->
                      config.maxEvaluationSteps(MAX_STEPS).maxEvaluationDepth(MAX_DEPTH)));
      if (errors.isEmpty()) {
        return new Verdict.Valid();
      }
      Error first = errors.getFirst();
      return new Verdict.Broken(
          String.valueOf(first.getKeyword()), String.valueOf(first.getEvaluationPath()));
    } catch (ValidationLimitExceededException | StackOverflowError e) {
      return new Verdict.Undecided("checking the schema takes too many steps");
    } catch (SchemaPattern.TooManySteps e) {
      return new Verdict.Undecided("a pattern of the schema takes too many steps");
    } catch (RuntimeException e) {
      // what the library throws for a broken schema has no common type
      return new Verdict.Undecided("the schema cannot be used");
    }
  }

  private Compiled compiled(String schemaJson) {
    return cache.get(schemaJson, this::compile);
  }

  private Compiled compile(String schemaJson) {
    if (schemaJson.length() > MAX_SCHEMA_CHARS) {
      return new Compiled.Unusable("the schema is too large");
    }
    Optional<JsonNode> parsed = JsonTexts.parse(schemaJson);
    if (parsed.isEmpty()) {
      return new Compiled.Unusable("the schema is no JSON");
    }
    JsonNode node = unwrap(parsed.get());
    if (!node.isObject() && !node.isBoolean()) {
      return new Compiled.Unusable("the schema is neither an object nor true or false");
    }
    try {
      Schema schema = registry.getSchema(node);
      schema.initializeValidators();
      return new Compiled.Usable(schema, closedByDefault(node));
    } catch (RuntimeException | StackOverflowError e) {
      // what the library throws for a broken schema has no common type
      return new Compiled.Unusable("the schema cannot be used");
    }
  }

  /** {@code {"type":"json_schema","json_schema":{"schema":{...}}}} and its relatives. */
  private static JsonNode unwrap(JsonNode node) {
    JsonNode inner = node;
    for (String key : List.of("format", "json_schema", "schema")) {
      if (inner instanceof ObjectNode && inner.path(key).isObject() && !looksLikeSchema(inner)) {
        inner = inner.path(key);
      }
    }
    return inner;
  }

  private static boolean looksLikeSchema(JsonNode node) {
    return node.has("properties") || node.has("$schema") || node.has("$ref") || node.has("anyOf");
  }

  private static boolean closedByDefault(JsonNode node) {
    return node.path("properties").isObject()
        && !node.has("additionalProperties")
        && !node.has("unevaluatedProperties")
        && !node.has("patternProperties")
        && !node.has("$ref")
        && !node.has("$dynamicRef")
        && !node.has("allOf")
        && !node.has("anyOf")
        && !node.has("oneOf")
        && !node.has("if")
        && !node.has("dependentSchemas")
        && !node.has("dependencies");
  }
}
