// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * BGE-small-en-v1.5 (S. Xiao et al. 2023), int8 weights, on ONNX Runtime, one thread for each call.
 * Texts are run one by one: dynamic quantisation takes its scale from the whole batch, so a vector
 * would else depend on its neighbours.
 */
public final class OnnxEmbedder implements Embedder {
  private static final String MODEL = "/bge-small-en-v1.5-q.onnx";
  private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";
  private static final String NAME = "bge-small-en-v1.5-q";
  private static final String MIDDLE = "/encoder/layer.5/output/LayerNorm/Add_1_output_0";
  private static final long STACK_BYTES = 64L << 20;
  private static final String LAST = "last_hidden_state";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final WordPiece tokenizer;
  private final OrtSession half;
  private final OrtSession full;
  private final String version;

  private OnnxEmbedder(byte[] model, WordPiece tokenizer) throws OrtException {
    this.tokenizer = tokenizer;
    this.version = NAME + ":" + Sha256.hex(model, 12);
    half = session(OnnxGraph.withOutputs(model, List.of(MIDDLE)));
    full = session(OnnxGraph.withOutputs(model, List.of(MIDDLE, LAST)));
  }

  /**
   * Loads the model that ships with the product: about a second.
   *
   * @throws PlumblineException UNAVAILABLE when the runtime does not work on this machine
   */
  public static OnnxEmbedder load() {
    CompletableFuture<OnnxEmbedder> loaded = new CompletableFuture<>();
    // the runtime walks a model's graph recursively, deeper than a thread's usual stack
    Thread.ofPlatform()
        .name("embedding-model")
        .daemon()
        .stackSize(STACK_BYTES)
        .start(() -> {
          try {
            loaded.complete(new OnnxEmbedder(resource(MODEL), tokenizer()));
          } catch (OrtException | RuntimeException | LinkageError e) {
            loaded.completeExceptionally(e);
          }
        });
    try {
      return loaded.join();
    } catch (CompletionException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "embeddings do not work on this machine; switch them off with"
              + " evaluators.pooled.enabled: false",
          e);
    }
  }

  private OrtSession session(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(model, options);
    }
  }

  @Override
  public Embedding embed(String text, Depth depth) {
    long[] ids = tokenizer.ids(text, TOKENS);
    long[] shape = {1, ids.length};
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            (depth == Depth.FULL ? full : half)
                .run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      float[] middle = mean((OnnxTensor) result.get(0), ids.length);
      float[] last =
          depth == Depth.FULL ? mean((OnnxTensor) result.get(1), ids.length) : new float[0];
      return new Embedding(middle, last);
    } catch (OrtException e) {
      throw new PlumblineException(ErrorKind.INTERNAL, "a text could not be embedded", e);
    }
  }

  /** Mean over the tokens, brought to length one. */
  private static float[] mean(OnnxTensor states, int tokens) {
    FloatBuffer values = states.getFloatBuffer();
    double[] sums = new double[Embedding.SIZE];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values.get();
      }
    }
    double square = 0;
    for (double sum : sums) {
      square += sum * sum;
    }
    double length = Math.sqrt(square);
    float[] mean = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      mean[i] = (float) (sums[i] / length);
    }
    return mean;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void close() {
    try {
      half.close();
      full.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model did not close", e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = OnnxEmbedder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  static WordPiece tokenizer() {
    Map<String, Integer> pieces = new HashMap<>();
    JsonNode vocabulary =
        new JsonMapper().readTree(resource(TOKENIZER)).path("model").path("vocab");
    vocabulary.properties().forEach(piece -> pieces.put(piece.getKey(), piece.getValue().asInt()));
    return new WordPiece(pieces);
  }
}
