// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for values that the context states, but for another argument: two that were exchanged, a
 * number that is said of something else, a number used twice while its neighbour is not used. One
 * thread.
 */
public final class Assignments {
  private static final int MAX = 16;

  private static final Set<String> PLACES =
      Set.of(
          "city",
          "location",
          "country",
          "state",
          "region",
          "place",
          "town",
          "county",
          "area",
          "jurisdiction",
          "origin",
          "destination",
          "venue",
          "province",
          "where",
          "locality");

  private static final Set<String> ORIGINS =
      Set.of("from", "origin", "start", "source", "departure", "pickup", "starting");

  private static final Set<String> DESTINATIONS =
      Set.of("to", "destination", "end", "target", "arrival", "dropoff", "ending");

  private final TextFacts context;
  private final List<Text> texts = new ArrayList<>();
  private final List<Amount> numbers = new ArrayList<>();

  public Assignments(TextFacts context) {
    this.context = context;
  }

  private record Text(String name, String flatName, String value) {}

  private record Amount(String name, String flatName, double value) {}

  /**
   * A value in the wrong place.
   *
   * @param label exchanged_values or misplaced_number
   * @param name the argument
   */
  public record Misplaced(String label, String name) {}

  public void text(String name, String value) {
    if (texts.size() < MAX && !value.isBlank() && value.length() <= 200) {
      texts.add(new Text(name, Purpose.words(name), value));
    }
  }

  public void number(String name, double value) {
    if (numbers.size() < MAX) {
      numbers.add(new Amount(name, Purpose.words(name), value));
    }
  }

  /** Looks at the arguments taken since the last time, and forgets them. */
  public @Nullable Misplaced find() {
    Misplaced found = find(texts);
    if (found == null) {
      found = findNumber();
    }
    texts.clear();
    numbers.clear();
    return found;
  }

  private @Nullable Misplaced find(List<Text> all) {
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < all.size(); j++) {
        if (i != j && (kinds(all.get(i), all.get(j)) || route(all.get(i), all.get(j)))) {
          return new Misplaced("exchanged_values", all.get(i).name());
        }
      }
    }
    return null;
  }

  /** The first wants what the second has, and the second does not want it. */
  private boolean kinds(Text a, Text b) {
    for (Kind kind : Kind.values()) {
      if (wants(a, kind) && !is(a, kind) && is(b, kind) && !wants(b, kind) && !anything(b)) {
        return true;
      }
    }
    return false;
  }

  private enum Kind {
    PLACE,
    DATE,
    MAIL
  }

  private static boolean wants(Text text, Kind kind) {
    return switch (kind) {
      case PLACE -> has(text.flatName(), PLACES);
      case DATE -> text.flatName().endsWith("date") || text.flatName().equals("day");
      case MAIL -> text.flatName().contains("email") || text.flatName().equals("to");
    };
  }

  private static boolean is(Text text, Kind kind) {
    String value = text.value();
    return switch (kind) {
      case PLACE -> place(value);
      case DATE -> {
        if (value.length() > 30) {
          yield false;
        }
        TextDates dates = new TextFacts(value).dates();
        yield !dates.days().isEmpty() || dates.relative();
      }
      case MAIL -> value.indexOf('@') > 0 && value.indexOf(' ') < 0;
    };
  }

  private static boolean place(String value) {
    int comma = value.indexOf(',');
    String head = TextFacts.flatten(comma < 0 ? value : value.substring(0, comma));
    return Aliases.BUILT_IN.of(head).stream()
        .anyMatch(group ->
            (group.qualifies() || group.kind().equals("city"))
                && (group.plain().getFirst().equals(head) // "italian" is no place
                    || group.codes().stream().anyMatch(value::startsWith)));
  }

  /** Arguments that take any text. */
  private static boolean anything(Text text) {
    for (String word :
        List.of(
            "query",
            "text",
            "message",
            "body",
            "content",
            "keyword",
            "topic",
            "title",
            "subject",
            "name",
            "address",
            "from",
            "to",
            "start",
            "end",
            "where",
            "timezone",
            "zone",
            "team",
            "language",
            "nationality",
            "cuisine",
            "court",
            "market",
            "geo",
            "station",
            "airport",
            "hotel",
            "site",
            "base",
            "target",
            "source",
            "locale")) {
      if ((" " + text.flatName() + " ").contains(" " + word + " ")) {
        return !place(text.value()) || !word.equals("name");
      }
    }
    return place(text.value()) && has(text.flatName(), PLACES);
  }

  private static boolean has(String flatName, Set<String> words) {
    int from = 0;
    while (from <= flatName.length()) {
      int to = flatName.indexOf(' ', from);
      to = to < 0 ? flatName.length() : to;
      if (words.contains(flatName.substring(from, to))) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  /** "from A to B", with B as the origin and A as the destination. */
  private boolean route(Text a, Text b) {
    if (!has(a.flatName(), ORIGINS) || !has(b.flatName(), DESTINATIONS)) {
      return false;
    }
    String origin = head(a.value());
    String destination = head(b.value());
    return !origin.equals(destination)
        && context.hasPhrase("to " + origin)
        && !context.hasPhrase("from " + origin)
        && context.hasPhrase("from " + destination)
        && !context.hasPhrase("to " + destination);
  }

  private static String head(String value) {
    int comma = value.indexOf(',');
    return TextFacts.flatten(comma < 0 ? value : value.substring(0, comma));
  }

  private @Nullable Misplaced findNumber() {
    for (Amount number : numbers) {
      if (saidOtherwise(number) || usedTwice(number)) {
        return new Misplaced("misplaced_number", number.name());
      }
      if (number.flatName().startsWith("min")) {
        for (Amount other : numbers) {
          if (other.flatName().startsWith("max")
              && other.flatName().substring(3).equals(number.flatName().substring(3))
              && other.value() < number.value()) {
            return new Misplaced("exchanged_values", number.name());
          }
        }
      }
    }
    return null;
  }

  /** "radius of 5" or "a = 3" says another number of the argument by its name. */
  private boolean saidOtherwise(Amount number) {
    TextNumbers stated = context.numbers();
    if (!stated.has(number.value())) {
      return false; // in other units, or a default: judged elsewhere
    }
    Tokens tokens = context.tokens();
    String[] name = number.flatName().split(" ");
    boolean said = false;
    for (int i = 0; i < stated.count() && i < 200; i++) {
      int first = stated.firstToken(i);
      int before = first - 1;
      boolean equals = before >= 0 && equalsBetween(tokens, before, first);
      boolean of =
          !equals && (tokens.text(before).equals("of") || tokens.text(before).equals("is"));
      if (of) {
        before--;
      }
      if ((!equals && !of) || (name.length == 1 && name[0].length() == 1 && !equals)) {
        continue;
      }
      if (named(tokens, before, name)) {
        if (stated.value(i) == number.value()) {
          return false;
        }
        said = true;
      }
    }
    return said;
  }

  private static boolean equalsBetween(Tokens tokens, int before, int after) {
    boolean found = false;
    for (int i = tokens.end(before); i < tokens.start(after); i++) {
      char c = tokens.at(i);
      if (c == '=' || c == ':') {
        found = true;
      } else if (c != ' ' && c != '-' && c != '$') {
        return false;
      }
    }
    return found;
  }

  private static boolean named(Tokens tokens, int last, String[] name) {
    for (int i = 0; i < name.length; i++) {
      if (!tokens.text(last - i).equals(name[name.length - 1 - i])) {
        return false;
      }
    }
    // "initial velocity of 5" says nothing of an argument "velocity"
    return true;
  }

  /** The number stands once in the context and in two arguments, and one beside it in none. */
  private boolean usedTwice(Amount number) {
    TextNumbers stated = context.numbers();
    int uses = 0;
    for (Amount other : numbers) {
      uses += other.value() == number.value() ? 1 : 0;
    }
    if (uses < 2 || stated.times(number.value()) != 1) {
      return false;
    }
    for (double step = -1; step <= 1; step += 2) {
      double neighbour = number.value() + step;
      if (stated.times(neighbour) == 1
          && numbers.stream().noneMatch(other -> other.value() == neighbour)) {
        return true;
      }
    }
    return false;
  }
}
