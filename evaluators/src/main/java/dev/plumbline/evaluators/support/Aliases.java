// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Forms that say the same: "nyc" and "new york", "CA" and "california". Immutable, thread-safe. */
final class Aliases {
  static final Aliases BUILT_IN = new Aliases("/grounding/aliases.txt");

  /**
   * One meaning.
   *
   * @param plain folded forms, as {@link TextFacts} writes them
   * @param codes forms that count in a text only in capitals
   * @param lies codes of the regions and countries that a town lies in
   */
  record Group(String kind, List<String> plain, List<String> codes, List<String> lies) {
    /** True for a part of a place that usually stands behind the place itself. */
    boolean qualifies() {
      return kind.equals("region") || kind.equals("country");
    }
  }

  private final Map<String, List<Group>> byForm = new HashMap<>();
  private final List<Group> towns = new ArrayList<>();
  private final String hash;

  private Aliases(String resource) {
    try (InputStream in = Aliases.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      byte[] bytes = in.readAllBytes();
      hash = Sha256.hex(bytes, 12);
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        int tab = line.indexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          read(line.substring(0, tab), line.substring(tab + 1).split("\\|"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  private void read(String kind, String[] forms) {
    List<String> plain = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    List<String> lies = new ArrayList<>();
    for (String form : forms) {
      if (form.startsWith("@")) {
        lies.add(form.substring(1));
        continue;
      }
      boolean code = form.length() > 1 && form.chars().allMatch(c -> c >= 'A' && c <= 'Z');
      (code ? codes : plain).add(code ? form : TextFacts.flatten(form));
    }
    Group group = new Group(kind, List.copyOf(plain), List.copyOf(codes), List.copyOf(lies));
    if (!lies.isEmpty()) {
      towns.add(group);
    }
    for (String form : forms) {
      if (form.startsWith("@")) {
        continue;
      }
      byForm.computeIfAbsent(TextFacts.flatten(form), _ -> new ArrayList<>()).add(group);
    }
  }

  String hash() {
    return hash;
  }

  /** Every meaning of a form, as {@link TextFacts#flatten} writes it. */
  List<Group> of(String flat) {
    return byForm.getOrDefault(flat, List.of());
  }

  /** True when the text says the same as this form in other words. */
  boolean says(TextFacts text, String flat) {
    for (Group group : of(flat)) {
      if (says(text, group)) {
        return true;
      }
    }
    return false;
  }

  /** True when the form is a region or country, and the text names a town of it. */
  boolean placed(TextFacts text, String flat) {
    for (Group place : of(flat)) {
      if (place.qualifies()) {
        for (Group town : towns) {
          if (town.lies().stream().anyMatch(place.codes()::contains) && says(text, town)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean says(TextFacts text, Group group) {
    for (String form : group.plain()) {
      if ((form.length() == 1 && !Character.isLetterOrDigit(form.charAt(0)))
          ? text.hasCharacter(form.charAt(0))
          : text.hasPhrase(form)) {
        return true;
      }
    }
    for (String code : group.codes()) {
      if (text.hasCode(code)) {
        return true;
      }
    }
    return false;
  }
}
