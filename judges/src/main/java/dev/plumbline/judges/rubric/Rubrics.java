// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every rubric and panel by id: the built-in ones, and before them those of a folder of the user's.
 * Immutable and thread-safe.
 */
public final class Rubrics {
  private static final String FOLDER = "/rubrics/";
  private static final int MAX_FILES = 200;
  private static final long MAX_BYTES = 256L << 10;

  private final TreeMap<String, Rubric> rubrics = new TreeMap<>();
  private final TreeMap<String, Panel> panels = new TreeMap<>();

  private Rubrics() {}

  /** Those that ship with the product. */
  public static Rubrics builtIn() {
    Rubrics all = new Rubrics();
    for (String id :
        new String(resource("index.txt"), StandardCharsets.UTF_8).strip().split("\n")) {
      all.add(RubricFile.open(id + ".json", resource(id + ".json")));
    }
    all.checkPanels();
    return all;
  }

  /**
   * The built-in ones and the files {@code *.json} of a folder. A file with the id of a built-in
   * rubric takes its place; two files with one id are an error.
   *
   * @throws PlumblineException INVALID_INPUT with every problem of the first broken file
   */
  public static Rubrics with(Path folder) {
    Rubrics own = new Rubrics();
    for (Path file : files(folder)) {
      own.add(RubricFile.open(file.toString(), read(file)));
    }
    Rubrics all = builtIn();
    own.rubrics.keySet().forEach(all.panels::remove);
    own.panels.keySet().forEach(all.rubrics::remove);
    all.rubrics.putAll(own.rubrics);
    all.panels.putAll(own.panels);
    all.checkPanels();
    return all;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (found.size() > MAX_FILES) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE, "rubric folder " + folder + " has more than " + MAX_FILES);
      }
      return found;
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "rubric folder " + folder + " cannot be read", e);
    }
  }

  private static byte[] read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE, "rubric file " + file + " is larger than " + MAX_BYTES);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "rubric file " + file + " cannot be read", e);
    }
  }

  private void add(RubricFile file) {
    boolean twice;
    String id;
    if (file.isPanel()) {
      Panel panel = file.panel();
      id = panel.id();
      twice = rubrics.containsKey(id) || panels.put(id, panel) != null;
    } else {
      Rubric rubric = file.rubric();
      id = rubric.id();
      twice = panels.containsKey(id) || rubrics.put(id, rubric) != null;
    }
    if (twice) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "two rubric files have the id " + id);
    }
  }

  private void checkPanels() {
    for (Panel panel : panels.values()) {
      for (String id : panel.rubrics()) {
        if (!rubrics.containsKey(id)) {
          throw new PlumblineException(
              ErrorKind.INVALID_INPUT,
              "panel " + panel.id() + " names the rubric " + id + ", which nobody knows");
        }
      }
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Rubrics.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(FOLDER + name + " cannot be read", e);
    }
  }

  public Optional<Rubric> find(String id) {
    return Optional.ofNullable(rubrics.get(id));
  }

  /** Ids of rubrics and panels, sorted. */
  public List<String> ids() {
    List<String> ids = new ArrayList<>(rubrics.keySet());
    ids.addAll(panels.keySet());
    return ids.stream().sorted().toList();
  }

  /**
   * Rubrics and panels by name as one panel. Flags are kept when one panel alone is named.
   *
   * @throws PlumblineException INVALID_INPUT for a name nobody knows
   */
  public Panel panel(List<String> ids) {
    Panel named = ids.size() == 1 ? panels.get(ids.getFirst()) : null;
    if (named != null) {
      return named;
    }
    List<String> found = new ArrayList<>();
    for (String id : ids) {
      Panel panel = panels.get(id);
      if (panel == null && !rubrics.containsKey(id)) {
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT,
            "there is no rubric " + id + "; known are " + String.join(", ", ids()));
      }
      for (String rubric : panel == null ? List.of(id) : panel.rubrics()) {
        if (!found.contains(rubric)) {
          found.add(rubric);
        }
      }
    }
    return new Panel(String.join("+", ids), "1", found, Optional.empty());
  }
}
