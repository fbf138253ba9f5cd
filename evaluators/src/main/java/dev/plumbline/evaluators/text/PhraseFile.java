// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Phrases as data: a resource with sections {@code [name]} and one phrase a line; {@code #} begins
 * a comment. {@code {a|b c|}} stands for each of its alternatives, the empty one included.
 * Immutable and thread-safe.
 */
public final class PhraseFile {
  private final String hash;
  private final Map<String, PhraseGroup> groups = new LinkedHashMap<>();

  private PhraseFile(String name, byte[] bytes, boolean folded) {
    hash = Sha256.hex(bytes, 12);
    Map<String, Set<String>> sections = new LinkedHashMap<>();
    String section = "";
    for (String raw : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1);
        sections.putIfAbsent(section, new LinkedHashSet<>());
      } else {
        expand(
            folded ? Folding.fold(line) : line,
            sections.computeIfAbsent(section, _ -> new LinkedHashSet<>()));
      }
    }
    sections.forEach(
        (key, phrases) -> groups.put(key, new PhraseGroup(name + ":" + key, List.copyOf(phrases))));
  }

  /** Reads a resource of this module, for example {@code /refusal/phrases.txt}. */
  public static PhraseFile read(String resource) {
    return read(resource, false);
  }

  /** Reads a resource whose phrases are written as people write them, and folds them. */
  public static PhraseFile readFolded(String resource) {
    return read(resource, true);
  }

  private static PhraseFile read(String resource, boolean folded) {
    try (InputStream in = PhraseFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new PhraseFile(resource, in.readAllBytes(), folded);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  /** 12 hex characters over the whole file. */
  public String hash() {
    return hash;
  }

  public PhraseGroup group(String section) {
    PhraseGroup group = groups.get(section);
    if (group == null) {
      throw Checks.broken("section", "must stand in the file", section);
    }
    return group;
  }

  public List<PhraseGroup> groups() {
    return List.copyOf(groups.values());
  }

  private static void expand(String line, Set<String> out) {
    List<String> open = new ArrayList<>(List.of(line));
    while (!open.isEmpty()) {
      String text = open.removeLast();
      int from = text.indexOf('{');
      int to = text.indexOf('}', from);
      if (from < 0 || to < 0) {
        out.add(text.strip().replaceAll(" +", " "));
        continue;
      }
      for (String choice : text.substring(from + 1, to).split("\\|", -1)) {
        open.add(text.substring(0, from) + choice + text.substring(to + 1));
      }
    }
  }
}
