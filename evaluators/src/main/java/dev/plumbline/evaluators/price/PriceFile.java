// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import dev.plumbline.evaluators.price.ModelPrice.Rates;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One file of prices, as {@code prices/prices.json}; docs/evaluators.md describes the form. */
record PriceFile(
    String id,
    Map<String, Map<String, Entry>> byProvider,
    List<String> home,
    Map<String, String> aliases,
    Set<String> selfHosted) {
  private static final JsonMapper JSON = new JsonMapper();

  /** The prices of one model, the latest first. */
  record Entry(List<ModelPrice> prices) {
    Optional<ModelPrice> at(LocalDate day) {
      return prices.stream().filter(price -> !price.validFrom().isAfter(day)).findFirst();
    }
  }

  /**
   * Reads a file.
   *
   * @throws PlumblineException invalid_input, naming the file and what is wrong
   */
  static PriceFile parse(byte[] bytes, String name) {
    try {
      JsonNode root = JSON.readTree(bytes);
      Map<String, Map<String, Entry>> byProvider = new HashMap<>();
      for (JsonNode model : root.path("models")) {
        List<ModelPrice> prices = new ArrayList<>();
        for (JsonNode price : model.path("prices")) {
          prices.add(price(price));
        }
        prices.sort(Comparator.comparing(ModelPrice::validFrom).reversed());
        Entry entry = new Entry(List.copyOf(prices));
        Map<String, Entry> names =
            byProvider.computeIfAbsent(model.path("provider").asString(""), _ -> new HashMap<>());
        for (JsonNode modelName : model.path("names")) {
          names.put(modelName.asString().toLowerCase(Locale.ROOT), entry);
        }
      }
      Map<String, String> aliases = new HashMap<>();
      root.path("aliases").forEachEntry((from, to) -> aliases.put(from, to.asString()));
      Set<String> selfHosted = new HashSet<>();
      root.path("self_hosted").forEach(provider -> selfHosted.add(provider.asString()));
      List<String> home = new ArrayList<>();
      root.path("home").forEach(provider -> home.add(provider.asString()));
      if (byProvider.containsKey("") && !home.contains("")) {
        home.addFirst(""); // a user's entry that names no provider holds for all
      }
      return new PriceFile(
          root.path("version").asString("undated") + ":" + Sha256.hex(bytes, 8),
          byProvider,
          home,
          aliases,
          selfHosted);
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "price file " + name + " is not valid: " + e.getMessage(), e);
    }
  }

  Optional<Entry> find(String sentProvider, String sentModel) {
    String provider = aliases.getOrDefault(sentProvider, sentProvider);
    List<String> names = ModelNames.candidates(sentModel);
    Optional<Entry> own = find(byProvider.getOrDefault(provider, Map.of()), names);
    if (own.isPresent()) {
      return own;
    }
    for (String maker : home) {
      if (selfHosted.contains(provider) && !maker.isEmpty()) {
        continue; // the same weights on one's own machines cost something else
      }
      Optional<Entry> entry = find(byProvider.getOrDefault(maker, Map.of()), names);
      if (entry.isPresent()) {
        return entry;
      }
    }
    return Optional.empty();
  }

  private static Optional<Entry> find(Map<String, Entry> entries, List<String> names) {
    for (String name : names) {
      Entry entry = entries.get(name);
      if (entry != null) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private static ModelPrice price(JsonNode node) {
    List<Rates> tiers = new ArrayList<>();
    tiers.add(rates(node, 0));
    for (JsonNode tier : node.path("tiers")) {
      tiers.add(rates(tier, tier.path("above").asLong()));
    }
    tiers.sort(Comparator.comparingLong(Rates::above));
    return new ModelPrice(LocalDate.parse(node.path("valid_from").asString("1970-01-01")), tiers);
  }

  /** What has no price of its own costs what plain input or output costs. */
  private static Rates rates(JsonNode node, long above) {
    if (!node.path("input").isNumber()) {
      throw new IllegalArgumentException("a price without \"input\": " + node);
    }
    double input = node.path("input").asDouble();
    double output = node.path("output").asDouble(0);
    return new Rates(
        above,
        input,
        output,
        node.path("cache_read").asDouble(input),
        node.path("cache_write").asDouble(input),
        node.path("reasoning").asDouble(output));
  }
}
