// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.heads.LinearFit.Loss;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of a deployment's intents a message has: one logistic regression for each intent against
 * all others, over the embedding of the message. Ten examples of each are enough to begin.
 *
 * @param intents names, sorted
 * @param biases one for each intent
 * @param weights for each intent one for each number of the embedding
 */
@SuppressWarnings("ArrayRecordComponent") // read once, then shared read-only
public record IntentHead(
    List<String> intents, String embedder, String version, double[] biases, float[][] weights) {
  private static final double PENALTY = 40;
  private static final int MOST_INTENTS = 1000;

  /** The best intent with its share among all. */
  public record Found(String intent, double probability) {}

  /** Learns from examples; {@code vectors} and {@code labels} belong together. */
  static IntentHead of(List<float[]> vectors, List<String> labels, String embedder) {
    List<String> intents = List.copyOf(new TreeSet<>(labels));
    Checks.inRange("number of intents", intents.size(), 2, MOST_INTENTS);
    float[][] rows = vectors.toArray(float[][]::new);
    int[] oneBlock = new int[Embedding.SIZE];
    LinearFit[] fits =
        IntStream.range(0, intents.size())
            .parallel()
            .mapToObj(i -> {
              double[] targets =
                  labels.stream().mapToDouble(l -> l.equals(intents.get(i)) ? 1 : 0).toArray();
              double positive = Arrays.stream(targets).sum();
              double[] importance =
                  Arrays.stream(targets)
                      .map(t -> t > 0 ? 0.5 / positive : 0.5 / (targets.length - positive))
                      .toArray();
              return LinearFit.of(rows, targets, importance, oneBlock, Loss.LOGISTIC, PENALTY);
            })
            .toArray(LinearFit[]::new);
    double[] biases = Arrays.stream(fits).mapToDouble(LinearFit::bias).toArray();
    float[][] weights = new float[fits.length][Embedding.SIZE];
    for (int i = 0; i < fits.length; i++) {
      for (int k = 0; k < Embedding.SIZE; k++) {
        weights[i][k] = (float) fits[i].weights()[k];
      }
    }
    IntentHead draft = new IntentHead(intents, embedder, "draft", biases, weights);
    return new IntentHead(intents, embedder, Sha256.hex(draft.json(), 12), biases, weights);
  }

  /** The most likely intent of a message whose embedding was made by all layers. */
  public Found best(Embedding message) {
    double[] sums = new double[intents.size()];
    int best = 0;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = biases[i] + Embedding.cosine(weights[i], message.last());
      best = sums[i] > sums[best] ? i : best;
    }
    double all = 0;
    for (double sum : sums) {
      all += StrictMath.exp(sum - sums[best]);
    }
    return new Found(intents.get(best), Math.round(1e5 / all) / 1e5);
  }

  /**
   * Reads the JSON form.
   *
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT naming field, rule and value
   */
  static IntentHead read(JsonNode json) {
    List<String> intents = new ArrayList<>();
    json.path("intents").forEach(intent -> intents.add(intent.asString()));
    double[] biases = new double[json.path("biases").size()];
    Arrays.setAll(biases, i -> json.path("biases").path(i).asDouble());
    byte[] bytes = Base64.getDecoder().decode(json.path("weights").asString(""));
    int expected = intents.size() * Embedding.SIZE * Float.BYTES;
    if (intents.isEmpty() || biases.length != intents.size() || bytes.length != expected) {
      throw Checks.broken(
          "weights of the intent head",
          "must be " + Embedding.SIZE + " for each intent",
          bytes.length / Float.BYTES);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[][] weights = new float[intents.size()][Embedding.SIZE];
    for (float[] row : weights) {
      for (int k = 0; k < row.length; k++) {
        row[k] = buffer.getFloat();
      }
    }
    return new IntentHead(
        List.copyOf(intents),
        json.path("embedder").asString(""),
        json.path("version").asString(""),
        biases,
        weights);
  }

  String json() {
    ByteBuffer bytes =
        ByteBuffer.allocate(intents.size() * Embedding.SIZE * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : weights) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("dimension", "intent");
    intents.forEach(json.putArray("intents")::add);
    json.put("embedder", embedder);
    json.put("version", version);
    Arrays.stream(biases).forEach(json.putArray("biases")::add);
    json.put("weights", Base64.getEncoder().encodeToString(bytes.array()));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }
}
