// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Words that say the opposite of each other, by their stems. Immutable. */
final class Antonyms {
  private static final String FILE = "/grounding/antonyms.txt";

  private static final Map<String, List<String>> BY_STEM = read();

  private Antonyms() {}

  /** Stems of the opposites of a stem; empty for most. */
  static List<String> of(String stem) {
    return BY_STEM.getOrDefault(stem, List.of());
  }

  private static Map<String, List<String>> read() {
    Map<String, List<String>> out = new HashMap<>();
    try (InputStream in = Antonyms.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the jar");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .forEach(line -> {
            int space = line.indexOf(' ');
            String one = TextFacts.stem(line.substring(0, space));
            String other = TextFacts.stem(line.substring(space + 1).strip());
            if (!one.equals(other)) {
              out.computeIfAbsent(one, _ -> new ArrayList<>()).add(other);
              out.computeIfAbsent(other, _ -> new ArrayList<>()).add(one);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
    return out;
  }
}
