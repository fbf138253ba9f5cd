// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.evaluators.embedding.CachedEmbedder;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.OnnxEmbedder;
import dev.plumbline.evaluators.heads.FeatureSets;
import dev.plumbline.evaluators.heads.HeadTrainer;
import dev.plumbline.judges.OfflineJudge;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.server.offline.OfflineEvaluation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Commands that work on files and need no store. */
final class OfflineCommands {
  private static final int TRAINING_TEXTS = 200_000;

  private OfflineCommands() {}

  /**
   * {@code evaluate [--judge] IN.jsonl}: {@code -} reads standard input. With {@code --judge} the
   * configured judges are asked about every line, which costs money.
   */
  static int evaluate(List<String> words) throws CommandLine.WrongUse, InterruptedException {
    boolean judged = words.contains("--judge");
    List<String> options = new ArrayList<>(words);
    options.removeIf("--judge"::equals);
    options.removeIf(word -> !word.startsWith("--") && !isValue(words, word));
    List<String> files = new ArrayList<>(words);
    files.removeAll(options);
    files.removeIf("--judge"::equals);
    if (files.size() != 1) {
      throw new CommandLine.WrongUse("evaluate takes one file");
    }
    CommandLine line = CommandLine.parse(options, "data");
    AppConfig config =
        AppConfig.read(Main.settings(line.config(), line.assignments()), line.data());
    try (OfflineEvaluation evaluation =
            new OfflineEvaluation(
                config.evaluators(),
                judged ? config.judges().dimensions() : Set.of(),
                config.genAi(),
                List.of());
        BufferedReader in = open(files.getFirst());
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(
                    new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
                1 << 16)) {
      long failed = judged ? judged(evaluation, config, in, out) : evaluation.run(in, out);
      if (failed > 0) {
        System.err.println("plumbline: " + failed + " lines could not be scored; see their error");
      }
      return 0;
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "evaluate: " + files.getFirst() + ": " + e.getMessage(), e);
    }
  }

  private static long judged(
      OfflineEvaluation evaluation, AppConfig config, BufferedReader in, Writer out)
      throws IOException, InterruptedException {
    try (OfflineJudge judge =
        OfflineJudge.create(config.judges(), evaluation.dimensionNames(), InstantSource.system())) {
      if (judge.isEmpty()) {
        throw PlumblineException.invalid(
            "--judge", "needs a judge that is configured and enabled", "none");
      }
      evaluation.add(judge::scores);
      return evaluation.run(in, out);
    }
  }

  /** True for a word that stands behind an option that takes one. */
  private static boolean isValue(List<String> words, String word) {
    int at = words.indexOf(word);
    return at > 0 && List.of("--config", "--set", "--data").contains(words.get(at - 1));
  }

  private static BufferedReader open(String file) throws IOException {
    return file.equals("-")
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(Path.of(file));
  }

  /**
   * {@code train-heads DATA... [--output DIR]}: into the data folder, where they are found, unless
   * told otherwise.
   */
  static int trainHeads(List<String> words) throws CommandLine.WrongUse {
    List<Path> data = new ArrayList<>();
    Path output = Path.of("data", "heads");
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--output") && i + 1 < words.size()) {
        output = Path.of(words.get(++i));
      } else if (words.get(i).startsWith("--")) {
        throw new CommandLine.WrongUse("unknown option " + words.get(i));
      } else {
        data.add(Path.of(words.get(i)));
      }
    }
    for (Path folder : data) {
      if (!Files.isDirectory(folder)) {
        throw new CommandLine.WrongUse("train-heads: no such folder: " + folder);
      }
    }
    if (data.isEmpty()) {
      throw new CommandLine.WrongUse("train-heads takes the folders of the labelled texts");
    }
    try (Embedder embedder = new CachedEmbedder(OnnxEmbedder.load(), TRAINING_TEXTS)) {
      new HeadTrainer(embedder, FeatureSets.builtIn(), System.err::println).train(data, output);
    }
    return 0;
  }
}
