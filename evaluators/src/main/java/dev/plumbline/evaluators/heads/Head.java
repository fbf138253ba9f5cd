// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.model.error.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A linear head as data: the degree of a dimension is the logistic function of a weighted sum over
 * an embedding and named features. 0.5 is the threshold that it was trained for.
 *
 * @param dimension what it scores
 * @param features ids of the feature sets behind the embedding, in their order
 * @param names names of the features, as they were when the head was trained
 * @param yes label of values of 0.5 and above
 * @param no label of values below
 * @param embedder version of the model that made the embeddings
 * @param version of the head: a hash of everything that decides a value
 * @param trainedOn what it was trained on, for people
 * @param weights one for each number of the embedding, then one for each feature
 */
@SuppressWarnings("ArrayRecordComponent") // read once, then shared read-only
public record Head(
    String dimension,
    HeadText text,
    Depth depth,
    List<String> features,
    List<String> names,
    String yes,
    String no,
    String embedder,
    String version,
    String trainedOn,
    double bias,
    float[] weights) {

  /**
   * Reads the JSON form.
   *
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT naming field, rule and value
   */
  public static Head read(JsonNode json) {
    String dimension = required(json, "dimension");
    byte[] bytes = Base64.getDecoder().decode(required(json, "weights"));
    float[] weights = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(weights);
    Head head =
        new Head(
            dimension,
            HeadText.valueOf(required(json, "text").toUpperCase(Locale.ROOT)),
            Depth.valueOf(required(json, "depth").toUpperCase(Locale.ROOT)),
            texts(json.path("features")),
            texts(json.path("feature_names")),
            required(json, "yes"),
            required(json, "no"),
            required(json, "embedder"),
            required(json, "version"),
            json.path("trained_on").asString(""),
            json.path("bias").asDouble(),
            weights);
    int expected = HeadRow.embeddingSize(head.depth()) + head.names().size();
    if (weights.length != expected) {
      throw Checks.broken(
          "weights of head " + dimension, "must be as many as inputs: " + expected, weights.length);
    }
    return head;
  }

  /** The JSON form, on one line for each field. */
  String json() {
    ByteBuffer bytes =
        ByteBuffer.allocate(weights.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("dimension", dimension);
    json.put("text", text.name().toLowerCase(Locale.ROOT));
    json.put("depth", depth.name().toLowerCase(Locale.ROOT));
    features.forEach(json.putArray("features")::add);
    names.forEach(json.putArray("feature_names")::add);
    json.put("yes", yes);
    json.put("no", no);
    json.put("embedder", embedder);
    json.put("version", version);
    json.put("trained_on", trainedOn);
    json.put("bias", bias);
    json.put("weights", Base64.getEncoder().encodeToString(bytes.array()));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  /** The degree for a row of {@link HeadRow}, 0 to 1. */
  public double value(float[] row) {
    return logistic(sum(row));
  }

  /** The weighted sum: above 0 where the degree is above 0.5. */
  public double sum(float[] row) {
    double sum = bias;
    for (int i = 0; i < weights.length; i++) {
      sum += (double) weights[i] * row[i];
    }
    return sum;
  }

  /** Rounded to five digits, below what platforms may differ by. */
  static double logistic(double sum) {
    return Math.round(1e5 * NamedWeights.probability(sum)) / 1e5;
  }

  /**
   * What moved a value: the share of the weighted sum that comes from the meaning of the text (its
   * embedding, with the bias) and the features that moved it most, each with its share. Shares
   * above 0 speak for the side of {@link #yes}.
   *
   * @param most how many features at most; only those that matter beside the embedding are named
   */
  String explanation(float[] row, int most) {
    int from = weights.length - names.size();
    double meaning = bias;
    for (int i = 0; i < from; i++) {
      meaning += (double) weights[i] * row[i];
    }
    record Part(String name, double share) {}
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double share = (double) weights[from + i] * row[from + i];
      if (Math.abs(share) > 0.3) {
        parts.add(new Part(names.get(i), share));
      }
    }
    parts.sort(
        Comparator.comparingDouble((Part part) -> -Math.abs(part.share()))
            .thenComparing(Part::name));
    StringBuilder text = new StringBuilder("meaning").append(signed(meaning));
    parts.stream()
        .limit(most)
        .forEach(part -> text.append(", ").append(part.name()).append(signed(part.share())));
    return text.toString();
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, " %+.1f", share);
  }

  private static String required(JsonNode json, String field) {
    String value = json.path(field).asString("");
    if (value.isEmpty()) {
      throw Checks.broken(field, "must be in the file of a head", "nothing");
    }
    return value;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asString()));
    return List.copyOf(texts);
  }
}
