// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.ModelCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What models cost: a dated table that ships with the product, and before it the user's own. A
 * model that neither knows has no cost, which is not zero. Immutable and thread-safe.
 *
 * <p>A model is looked for under its provider, then under the providers that make models. Names are
 * compared without path, region and maker prefix, and without date and release suffix. A name that
 * goes on otherwise ({@code gpt-4o-realtime}) is another model.
 */
public final class PriceTable {
  private static final String RESOURCE = "/prices/prices.json";
  private static final int CACHED_NAMES = 4096;

  private final String version;
  private final List<PriceFile> files;
  private final ConcurrentHashMap<String, Optional<PriceFile.Entry>> found =
      new ConcurrentHashMap<>();

  private PriceTable(List<PriceFile> files) {
    this.files = List.copyOf(files);
    this.version = String.join("+", files.stream().map(PriceFile::id).toList());
  }

  /** The table that ships with the product. */
  public static PriceTable builtIn() {
    return new PriceTable(List.of(readBuiltIn()));
  }

  /**
   * The built-in table behind a file of the user's, of the same form.
   *
   * @throws PlumblineException invalid_input when the file is missing or broken
   */
  public static PriceTable withOverrides(Path file) {
    try {
      return new PriceTable(
          List.of(PriceFile.parse(Files.readAllBytes(file), file.toString()), readBuiltIn()));
    } catch (NoSuchFileException e) {
      throw PlumblineException.invalid("prices.file", "must be a file that exists", file);
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "prices.file " + file + " cannot be read", e);
    }
  }

  /** Day and hash of each file, the user's first; part of the version tuple. */
  public String version() {
    return version;
  }

  /**
   * Cost of a call in USD; empty when the model has no price at that time or the usage is missing.
   */
  public OptionalDouble cost(ModelCall call, long startEpochNanos) {
    return price(call, startEpochNanos)
        .map(price -> price.cost(call.usage(), !call.embedding()))
        .orElse(OptionalDouble.empty());
  }

  /** True when the model has a price. */
  public boolean knows(String provider, String model) {
    return entry(provider, model).isPresent();
  }

  private Optional<ModelPrice> price(ModelCall call, long startEpochNanos) {
    Optional<PriceFile.Entry> entry = Optional.empty();
    if (!call.responseModel().isEmpty()) {
      entry = entry(call.provider(), call.responseModel());
    }
    if (entry.isEmpty() && !call.requestModel().isEmpty()) {
      entry = entry(call.provider(), call.requestModel());
    }
    return entry.flatMap(e -> e.at(dayOf(startEpochNanos)));
  }

  private Optional<PriceFile.Entry> entry(String provider, String model) {
    String key = provider + "\u0001" + model;
    Optional<PriceFile.Entry> known = found.get(key);
    if (known == null) {
      known = lookUp(provider, model);
      if (found.size() < CACHED_NAMES) {
        found.put(key, known);
      }
    }
    return known;
  }

  private Optional<PriceFile.Entry> lookUp(String provider, String model) {
    for (PriceFile file : files) {
      Optional<PriceFile.Entry> entry = file.find(provider, model);
      if (entry.isPresent()) {
        return entry;
      }
    }
    return Optional.empty();
  }

  private static LocalDate dayOf(long epochNanos) {
    return Instant.ofEpochSecond(epochNanos / 1_000_000_000L).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static PriceFile readBuiltIn() {
    try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return PriceFile.parse(in.readAllBytes(), RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }
}
