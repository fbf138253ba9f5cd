// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RollingZTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final RollingZConfig CONFIG = RollingZConfig.read(Settings.empty());

  @Test
  void aSustainedRiseFiresAfterTheThirdWindowAndKeepsItsBaseline() {
    SortedMap<Instant, Sums> windows = noise(24 * 9, 1);
    shift(windows, 24 * 8, 24 * 9, 1.0);

    RollingZ.Scan scan = new RollingZ(CONFIG).scan(windows, hour(24 * 7), false);

    Episode episode = scan.episodes().getLast();
    assertThat(episode.state()).isEqualTo(AlertState.FIRING);
    assertThat(episode.start()).isEqualTo(hour(24 * 8));
    assertThat(episode.firedAt()).isEqualTo(hour(24 * 8 + 3));
    assertThat(episode.rising()).isTrue();
    assertThat(episode.baseline().mean()).isBetween(-0.05, 0.05);
    assertThat(episode.total().mean()).isBetween(0.9, 1.1);
  }

  @Test
  void aFiringEpisodeIsResolvedAfterThreeWindowsBackInside() {
    SortedMap<Instant, Sums> windows = noise(24 * 9, 2);
    shift(windows, 24 * 8, 24 * 8 + 6, -1.0);

    RollingZ.Scan scan = new RollingZ(CONFIG).scan(windows, hour(24 * 7), false);

    assertThat(scan.episodes()).hasSize(1);
    Episode episode = scan.episodes().getFirst();
    assertThat(episode.state()).isEqualTo(AlertState.RESOLVED);
    assertThat(episode.rising()).isFalse();
    assertThat(episode.resolvedAt()).isEqualTo(hour(24 * 8 + 9));
  }

  @Test
  void oneWindowOutIsPendingAndIsForgottenWhenItDoesNotLast() {
    SortedMap<Instant, Sums> windows = noise(24 * 8 + 1, 3);
    shift(windows, 24 * 8, 24 * 8 + 1, 1.0);

    Episode pending =
        new RollingZ(CONFIG).scan(windows, hour(24 * 8 - 1), false).episodes().getLast();
    assertThat(pending.state()).isEqualTo(AlertState.PENDING);

    windows.put(hour(24 * 8 + 1), new Sums(100, 0, 100));
    assertThat(new RollingZ(CONFIG).scan(windows, hour(24 * 8 - 1), false).episodes()).isEmpty();
  }

  @Test
  void windowsWithFewScoresAndShortBaselinesSayNothing() {
    SortedMap<Instant, Sums> windows = noise(20, 4);
    windows.put(hour(20), new Sums(100, 500, 2600));
    assertThat(new RollingZ(CONFIG).scan(windows, START, false).verdicts()).isEmpty();

    windows = noise(24 * 8, 5);
    windows.put(hour(24 * 8), new Sums(9, 90, 900));
    assertThat(new RollingZ(CONFIG).scan(windows, hour(24 * 8), false).verdicts()).isEmpty();
  }

  @Test
  void scanningAgainWithMoreWindowsKeepsTheEpisodesStart() {
    SortedMap<Instant, Sums> windows = noise(24 * 10, 6);
    shift(windows, 24 * 8, 24 * 10, 0.8);
    RollingZ rollingZ = new RollingZ(CONFIG);

    Instant first =
        rollingZ
            .scan(windows.headMap(hour(24 * 8 + 4)), hour(24 * 7), false)
            .episodes()
            .getLast()
            .start();
    Instant later = rollingZ.scan(windows, first, false).episodes().getLast().start();

    assertThat(later).isEqualTo(first);
  }

  /**
   * Without any change, three windows in a row beyond two standard deviations to one side have
   * probability 2 x 0.0228^3 = 2.4e-5 at a given window; 200 series of 72 windows give 0.3 expected
   * episodes, and the noise of the estimated baseline a few more. Seeds are fixed.
   */
  @Test
  void steadySeriesHardlyEverFire() {
    int fired = 0;
    for (int seed = 0; seed < 200; seed++) {
      RollingZ.Scan scan =
          new RollingZ(CONFIG).scan(noise(24 * 10, 1000 + seed), hour(24 * 7), false);
      fired += (int) scan.episodes().stream().filter(Episode::fired).count();
    }
    assertThat(fired).isLessThanOrEqualTo(3);
  }

  private static SortedMap<Instant, Sums> noise(int hours, long seed) {
    Random random = new Random(seed);
    TreeMap<Instant, Sums> windows = new TreeMap<>();
    for (int i = 0; i < hours; i++) {
      int n = 60 + random.nextInt(80);
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < n; k++) {
        double x = random.nextGaussian();
        sum += x;
        squares += x * x;
      }
      windows.put(hour(i), new Sums(n, sum, squares));
    }
    return windows;
  }

  private static void shift(SortedMap<Instant, Sums> windows, int from, int to, double by) {
    for (int i = from; i < to; i++) {
      windows.computeIfPresent(
          hour(i),
          (_, w) ->
              new Sums(
                  w.n(),
                  w.sum() + by * w.n(),
                  w.sumOfSquares() + 2 * by * w.sum() + by * by * w.n()));
    }
  }

  private static Instant hour(int i) {
    return START.plus(Duration.ofHours(i));
  }
}
