// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.otlp.IngestBalance.Outcome;
import dev.plumbline.otlp.decode.RejectReason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class IngestBalanceTest {
  /** Keeps what a scrape reads, in the order registered. */
  private static final class Registry implements Meters {
    final Map<String, DoubleSupplier> series = new LinkedHashMap<>();

    @Override
    public Counter counter(String name, String help, String... labelNames) {
      return Meters.none().counter(name, help, labelNames);
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier value) {
      series.put(name, value);
    }

    @Override
    public void counterFrom(String name, String help, DoubleSupplier value) {
      series.put(name, value);
    }

    @Override
    public void counterFrom(
        String name, String help, String labelName, String labelValue, DoubleSupplier value) {
      series.put(name + "{" + labelValue + "}", value);
    }

    @Override
    public Histogram histogram(String name, String help, double[] bounds, String... labelNames) {
      return Meters.none().histogram(name, help, bounds, labelNames);
    }
  }

  @Test
  void noScrapeSeesAnImbalanceThoughSeriesAreReadOneByOne() throws Exception {
    IngestBalance balance = new IngestBalance();
    Registry registry = new Registry();
    balance.register(registry);
    AtomicBoolean done = new AtomicBoolean();
    Thread busy =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                balance.received(Signal.TRACES, 7);
                balance.settled(
                    Map.of(Signal.TRACES, new Outcome(4, 1, Map.of(RejectReason.SPAN_ID, 1L))));
              }
            });
    double last = 0;
    for (int i = 0; i < 2_000; i++) {
      Map<String, Double> scrape = new LinkedHashMap<>();
      registry.series.forEach((name, value) -> scrape.put(name, value.getAsDouble()));
      double received = scrape.getOrDefault("plumbline_spans_received_total", -1.0);
      double sum =
          scrape.entrySet().stream()
              .filter(e -> e.getKey().startsWith("plumbline_spans_"))
              .filter(e -> !e.getKey().equals("plumbline_spans_received_total"))
              .mapToDouble(Map.Entry::getValue)
              .sum();
      assertThat(sum).isEqualTo(received);
      assertThat(received).isGreaterThanOrEqualTo(last);
      last = received;
    }
    done.set(true);
    busy.join();
    assertThat(last).isPositive();
  }

  @Test
  void totalsGoOnFromTheStateOfACheckpoint() {
    IngestBalance before = new IngestBalance();
    before.received(Signal.LOGS, 10);
    Map<String, String> state =
        before.settled(Map.of(Signal.LOGS, new Outcome(5, 1, Map.of(RejectReason.MALFORMED, 2L))));
    IngestBalance after = new IngestBalance();
    after.restore(state);
    after.received(Signal.LOGS, 2); // still in the log
    assertThat(after.snapshot(Signal.LOGS)).isEqualTo(before.snapshot(Signal.LOGS));
  }

  @Test
  void whatIsSettledBeforeItWasCountedIsReceivedAllTheSame() {
    IngestBalance balance = new IngestBalance();
    balance.settled(Map.of(Signal.TRACES, new Outcome(3, 0, Map.of())));
    assertThat(balance.snapshot(Signal.TRACES).received()).isEqualTo(3);
    balance.received(Signal.TRACES, 3);
    assertThat(balance.snapshot(Signal.TRACES).received()).isEqualTo(3);
    assertThat(balance.snapshot(Signal.TRACES).pending()).isZero();
  }
}
