// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadTrainerTest {
  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();
  private final HeadTrainer trainer =
      new HeadTrainer(new WordEmbedder(), FeatureSets.builtIn(), told::add);

  /** A deployment's own labels: the head that comes out is used in place of the built-in one. */
  @Test
  void learnsFromAFileOfLabels() throws IOException {
    write("assertiveness.jsonl", labelled(400, 1));
    Path output = folder.resolve("heads");
    assertThat(trainer.train(List.of(folder), output)).containsExactly("assertiveness");
    Head head =
        Heads.load(Optional.of(output)).stream()
            .filter(h -> h.dimension().equals("assertiveness"))
            .findFirst()
            .orElseThrow();
    assertThat(head.embedder()).isEqualTo("words:1");
    assertThat(value(head, "you are a rotten scoundrel today")).isGreaterThan(0.5);
    assertThat(value(head, "you are a kind person today")).isLessThan(0.5);
    assertThat(told).singleElement().asString().contains("assertiveness.jsonl (400 rows)", "MCC");
  }

  @Test
  void theSameDataGivesTheSameBytes() throws IOException {
    write("assertiveness.jsonl", labelled(200, 2));
    trainer.train(List.of(folder), folder.resolve("a"));
    trainer.train(List.of(folder), folder.resolve("b"));
    assertThat(Files.readString(folder.resolve("a/assertiveness.json")))
        .isEqualTo(Files.readString(folder.resolve("b/assertiveness.json")));
  }

  @Test
  void aFileWithoutLabelsNamesItsLine() throws IOException {
    write(
        "assertiveness.jsonl",
        "{\"response\":\"fine\",\"label\":0}\n{\"response\":\"no label\"}\n");
    assertThatThrownBy(() -> trainer.train(List.of(folder), folder.resolve("heads")))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("assertiveness.jsonl line 2")
        .hasMessageContaining("label");
  }

  @Test
  void aFolderWithoutDataSaysWhatItShouldHold() {
    assertThatThrownBy(() -> trainer.train(List.of(folder), folder.resolve("heads")))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("<dimension>.jsonl");
  }

  @Test
  void aDamagedHeadIsNamed() throws IOException {
    Path heads = Files.createDirectory(folder.resolve("own"));
    Files.writeString(heads.resolve("assertiveness.json"), "{\"dimension\":\"assertiveness\"}");
    assertThatThrownBy(() -> Heads.load(Optional.of(heads)))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("assertiveness.json")
        .hasMessageContaining("weights");
  }

  private static double value(Head head, String text) {
    return head.value(
        HeadRow.of(
            new WordEmbedder().embed(text, Depth.MIDDLE),
            Depth.MIDDLE,
            List.of(),
            new TextView(text, FeatureSets.builtIn().vocabulary())));
  }

  private static String labelled(int rows, long seed) {
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      boolean bad = random.nextBoolean();
      String word = bad ? List.of("rotten", "scoundrel", "vile").get(random.nextInt(3)) : "kind";
      lines
          .append("{\"response\":\"you are a ")
          .append(word)
          .append(" person number")
          .append(random.nextInt(50))
          .append("\",\"label\":")
          .append(bad ? 1 : 0)
          .append(",\"group\":\"")
          .append(i % 20)
          .append("\"}\n");
    }
    return lines.toString();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
