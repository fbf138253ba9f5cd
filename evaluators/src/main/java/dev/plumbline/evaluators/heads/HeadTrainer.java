// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.agreement.Agreement;
import dev.plumbline.evaluators.agreement.Ranks;
import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.heads.LinearFit.Loss;
import dev.plumbline.evaluators.text.Sentences;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trains heads on a folder of labelled texts. The penalty is chosen by cross-validation over groups
 * (prompts, templates, authors), so that a head is judged on groups it has not seen. The same data
 * gives the same heads.
 */
public final class HeadTrainer {
  private static final int FOLDS = 4;
  private static final int MOST_ROWS_FOR_CHOICE = 8000;
  private static final int MOST_SENTENCES = 12;
  private static final double[] PENALTIES = {3, 10, 30, 100, 300, 1000};

  private final Embedder embedder;
  private final FeatureSets sets;
  private final Consumer<String> progress;

  /**
   * @param progress told one line for each head
   */
  public HeadTrainer(Embedder embedder, FeatureSets sets, Consumer<String> progress) {
    this.embedder = embedder;
    this.sets = sets;
    this.progress = progress;
  }

  /**
   * Trains every head whose data is there, and writes one file for each.
   *
   * @param data folders; a file is taken from the first one that has it
   * @return dimensions that were trained
   * @throws PlumblineException INVALID_INPUT naming file, line, rule and value
   */
  public List<String> train(List<Path> data, Path output) {
    List<String> trained = new ArrayList<>();
    for (HeadTask task : HeadTask.builtIn()) {
      HeadTask own = task.onOwn(task.dimension() + ".jsonl");
      HeadTask chosen = files(own, data).isEmpty() ? task : own;
      if (files(chosen, data).size() == chosen.sources().size()) {
        Head head = train(chosen, data);
        write(output, head.dimension(), head.json());
        trained.add(task.dimension());
      }
    }
    intents(data)
        .ifPresent(head -> {
          write(output, "intent", head.json());
          trained.add("intent");
        });
    if (trained.isEmpty()) {
      throw PlumblineException.invalid(
          "DATA",
          "must hold <dimension>.jsonl (text or response or prompt, label 0 to 1, group)"
              + " or the folders of the built-in heads",
          data);
    }
    return trained;
  }

  /** The files of a task that are there. */
  private static List<Path> files(HeadTask task, List<Path> data) {
    return task.sources().stream()
        .flatMap(source ->
            data.stream()
                .map(folder -> folder.resolve(source.file()))
                .filter(Files::isRegularFile)
                .limit(1))
        .toList();
  }

  Head train(HeadTask task, List<Path> data) {
    List<HeadTask.Row> rows = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    List<Path> files = files(task, data);
    for (int i = 0; i < files.size(); i++) {
      HeadTask.Source source = task.sources().get(i);
      int before = rows.size();
      read(files.get(i), source, task.text() == HeadText.SENTENCE, rows);
      sources.add(source.file() + " (" + (rows.size() - before) + " rows)");
    }
    List<TextFeatures> features = sets.named(task.features());
    float[][] matrix = matrix(task, rows, features);
    double[] targets = rows.stream().mapToDouble(HeadTask.Row::target).toArray();
    double[] importance = importance(task, targets);
    int[] blocks = blocks(task, features);
    int[] folds = folds(rows);
    Choice choice = choose(matrix, targets, importance, blocks, folds, task.loss());
    LinearFit fit =
        LinearFit.of(matrix, targets, importance, blocks, task.loss(), choice.penalty());
    double stretch = task.loss() == Loss.SQUARED ? stretch(fit, matrix) : 1;
    double middle = task.loss() == Loss.SQUARED ? middle(fit, matrix) : 0;
    float[] weights = new float[blocks.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (fit.weights()[i] * stretch);
    }
    double bias = (fit.bias() - middle) * stretch;
    String trainedOn =
        "%s; penalty %s; %s over groups %.3f"
            .formatted(
                String.join(", ", sources),
                choice.penalty(),
                task.loss() == Loss.SQUARED ? "correlation" : "MCC",
                choice.quality());
    progress.accept(task.dimension() + ": " + trainedOn);
    Head draft =
        new Head(
            task.dimension(),
            task.text(),
            task.depth(),
            task.features(),
            features.stream().flatMap(set -> set.names().stream()).toList(),
            task.yes(),
            task.no(),
            embedder.version(),
            "draft",
            trainedOn,
            bias,
            weights);
    return new Head(
        draft.dimension(),
        draft.text(),
        draft.depth(),
        draft.features(),
        draft.names(),
        draft.yes(),
        draft.no(),
        draft.embedder(),
        Sha256.hex(draft.json(), 12),
        draft.trainedOn(),
        draft.bias(),
        draft.weights());
  }

  /** Degrees of a regression spread so that one standard deviation is one unit of log odds. */
  private static double stretch(LinearFit fit, float[][] matrix) {
    double mean = middle(fit, matrix);
    double square = Arrays.stream(matrix).mapToDouble(r -> Math.pow(fit.at(r) - mean, 2)).sum();
    return 1 / Math.max(1e-6, Math.sqrt(square / matrix.length));
  }

  private static double middle(LinearFit fit, float[][] matrix) {
    return Arrays.stream(matrix).mapToDouble(fit::at).average().orElse(0);
  }

  private float[][] matrix(HeadTask task, List<HeadTask.Row> rows, List<TextFeatures> features) {
    return IntStream.range(0, rows.size())
        .parallel()
        .mapToObj(i -> {
          String text = rows.get(i).text();
          Embedding embedding = embedder.embed(text, task.depth());
          TextView view = new TextView(text, sets.vocabulary());
          return HeadRow.of(embedding, task.depth(), features, view);
        })
        .toArray(float[][]::new);
  }

  private static double[] importance(HeadTask task, double[] targets) {
    double[] importance = new double[targets.length];
    Arrays.fill(importance, 1);
    if (task.balance()) {
      double yes = Arrays.stream(targets).sum();
      double no = targets.length - yes;
      for (int i = 0; i < targets.length; i++) {
        importance[i] = targets[i] * 0.5 / yes + (1 - targets[i]) * 0.5 / no;
      }
      double sum = Arrays.stream(importance).sum();
      for (int i = 0; i < targets.length; i++) {
        importance[i] *= targets.length / sum;
      }
    }
    return importance;
  }

  /** Each part of the embedding is one block; each feature is one of its own. */
  private static int[] blocks(HeadTask task, List<TextFeatures> features) {
    int embedding = HeadRow.embeddingSize(task.depth());
    int count = features.stream().mapToInt(set -> set.names().size()).sum();
    int[] blocks = new int[embedding + count];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = i < embedding ? i / Embedding.SIZE : embedding / Embedding.SIZE + i - embedding;
    }
    return blocks;
  }

  /** Whole groups go into one fold, by a hash of their name. */
  private static int[] folds(List<HeadTask.Row> rows) {
    return rows.stream()
        .mapToInt(row -> Math.floorMod(row.group().hashCode() * 0x9E3779B1, FOLDS))
        .toArray();
  }

  private record Choice(double penalty, double quality) {}

  private static Choice choose(
      float[][] matrix,
      double[] targets,
      double[] importance,
      int[] blocks,
      int[] folds,
      Loss loss) {
    int step = 1 + (matrix.length - 1) / MOST_ROWS_FOR_CHOICE;
    int[] used = IntStream.range(0, matrix.length).filter(i -> i % step == 0).toArray();
    return Arrays.stream(PENALTIES)
        .parallel()
        .mapToObj(penalty -> {
          double[] sums = new double[used.length];
          for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            int[] rest = Arrays.stream(used).filter(i -> folds[i] != held).toArray();
            LinearFit fit =
                LinearFit.of(
                    Arrays.stream(rest).mapToObj(i -> matrix[i]).toArray(float[][]::new),
                    Arrays.stream(rest).mapToDouble(i -> targets[i]).toArray(),
                    Arrays.stream(rest).mapToDouble(i -> importance[i]).toArray(),
                    blocks,
                    loss,
                    penalty / step);
            for (int k = 0; k < used.length; k++) {
              if (folds[used[k]] == held) {
                sums[k] = fit.at(matrix[used[k]]);
              }
            }
          }
          double[] truth = Arrays.stream(used).mapToDouble(i -> targets[i]).toArray();
          return new Choice(
              penalty, loss == Loss.SQUARED ? Ranks.pearson(sums, truth) : mcc(sums, truth));
        })
        .reduce((a, b) -> b.quality() >= a.quality() - 0.001 ? b : a) // the simpler one when equal
        .orElseThrow();
  }

  private static double mcc(double[] sums, double[] truth) {
    Agreement.Counts counts = new Agreement.Counts();
    for (int i = 0; i < sums.length; i++) {
      if (truth[i] != 0.5) { // neither, to the people who labelled it
        counts.add(truth[i] > 0.5, sums[i] >= 0);
      }
    }
    return counts.mcc();
  }

  private static void read(
      Path file, HeadTask.Source source, boolean sentences, List<HeadTask.Row> rows) {
    JsonMapper mapper = new JsonMapper();
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonNode json = mapper.readTree(line);
      String text = json.path(source.field()).asString(json.path("text").asString(""));
      JsonNode label = json.path("label");
      boolean numeric = source.targets().isEmpty();
      if (text.isBlank() || (numeric && !label.isNumber())) {
        throw PlumblineException.invalid(
            file.getFileName() + " line " + number,
            "must have " + source.field() + " (or text) and a label that is a number",
            json.propertyNames());
      }
      Double target =
          numeric
              ? Double.valueOf(label.asDouble())
              : source
                  .targets()
                  .getOrDefault(
                      label.isValueNode() ? label.asString() : "", source.targets().get("*"));
      if (target == null) {
        continue;
      }
      String group = json.path("group").asString(Integer.toString(number));
      if (!sentences) {
        rows.add(new HeadTask.Row(text, target, group));
      } else if (target > 0) { // the first line is the instruction, code may follow
        rows.add(new HeadTask.Row(text.lines().findFirst().orElse(text), target, group));
      } else {
        for (Sentences.Sentence sentence : Sentences.of(text, MOST_SENTENCES)) {
          rows.add(new HeadTask.Row(sentence.in(text), target, group));
        }
      }
    }
  }

  /** From {@code intent.jsonl}: a message and the name of its intent on each line. */
  private Optional<IntentHead> intents(List<Path> data) {
    Optional<Path> file =
        data.stream()
            .flatMap(
                folder -> Stream.of("intent.jsonl", "intent/intent.jsonl").map(folder::resolve))
            .filter(Files::isRegularFile)
            .findFirst();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file.get(), StandardCharsets.UTF_8)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        JsonNode json = new JsonMapper().readTree(line);
        String text = json.path("prompt").asString(json.path("text").asString(""));
        String label = json.path("label").asString("");
        if (text.isBlank() || label.isBlank()) {
          throw PlumblineException.invalid(
              file.get().getFileName() + " line " + number,
              "must have prompt (or text) and a label",
              json.propertyNames());
        }
        texts.add(text);
        labels.add(label);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.get() + " cannot be read", e);
    }
    List<float[]> vectors =
        texts.stream().parallel().map(text -> embedder.embed(text, Depth.FULL).last()).toList();
    IntentHead head = IntentHead.of(vectors, labels, embedder.version());
    progress.accept(
        "intent: %s (%d rows); %d intents"
            .formatted(file.get().getFileName(), labels.size(), head.intents().size()));
    return Optional.of(head);
  }

  private static void write(Path folder, String dimension, String json) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(dimension + ".json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written", e);
    }
  }
}
