// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where {@code ./plumbline} puts the engine's library. */
public final class LibraryFile {
  /** The package version that {@code ./plumbline} fetches; a test holds the two together. */
  static final String VERSION = "26.7.3-stable.1";

  private LibraryFile() {}

  /**
   * System property {@code plumbline.libchdb}, else environment {@code PLUMBLINE_LIBCHDB}, else the
   * launcher's cache folder. The file need not be there.
   */
  public static Path locate() {
    String property = System.getProperty("plumbline.libchdb", "");
    return property.isBlank() ? fromEnvironment(System.getenv()) : Path.of(property);
  }

  static Path fromEnvironment(Map<String, String> environment) {
    String named = environment.getOrDefault("PLUMBLINE_LIBCHDB", "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    return cache(environment).resolve("chdb-" + VERSION + "-" + platform()).resolve("libchdb.so");
  }

  private static Path cache(Map<String, String> environment) {
    String own = environment.getOrDefault("PLUMBLINE_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own);
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches = xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    return caches.resolve("plumbline");
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    return os.contains("mac")
        ? (arm ? "darwin-arm64" : "darwin-x64")
        : (arm ? "linux-arm64-gnu" : "linux-x64-gnu");
  }

  static PlumblineException missing(Path file) {
    return new PlumblineException(
        ErrorKind.UNAVAILABLE,
        "the embedded engine's library is not at "
            + file
            + "; start with ./plumbline run or ./plumbline test, which fetch it,"
            + " or set store.url to a ClickHouse server");
  }
}
