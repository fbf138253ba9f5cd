// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Scored;
import dev.plumbline.model.score.Scorer;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.otlp.IngestBalance;
import dev.plumbline.otlp.OtlpReceiver;
import dev.plumbline.otlp.ReceiverConfig;
import dev.plumbline.otlp.decode.Captures;
import dev.plumbline.otlp.genai.GenAiConfig;
import dev.plumbline.otlp.genai.GenAiReader;
import dev.plumbline.otlp.log.DiskIngestLog;
import dev.plumbline.otlp.log.IngestLogConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real parts together, from the socket to the rows, over two lives of the process. */
@Timeout(60)
class ReceiveToStoreTest {
  private static final InstantSource CLOCK = InstantSource.system();
  @TempDir Path folder;
  private final MemoryStore store = new MemoryStore();

  private static final class CountingScorer implements Scorer {
    @Override
    public Scored score(GenAiSpan span) {
      return new Scored(List.of(), OptionalDouble.of(1), VersionTuple.of(new TreeMap<>()));
    }

    @Override
    public List<Dimension> dimensions() {
      return List.of();
    }
  }

  @Test
  void aCapturedCallIsStoredOnceWithItsMeaning() throws Exception {
    IngestBalance.Snapshot first = live(2);
    assertThat(first).isEqualTo(new IngestBalance.Snapshot(2, 1, 1, Map.of(), 0));
    IngestBalance.Snapshot second = live(1);
    assertThat(second).isEqualTo(new IngestBalance.Snapshot(3, 1, 2, Map.of(), 0));
    assertThat(store.spans)
        .singleElement()
        .satisfies(row -> {
          assertThat(row.span().call()).isPresent();
          assertThat(row.scored().costUsd()).hasValue(1);
        });
  }

  /** Starts everything, sends the same request some times, stops in order. */
  private IngestBalance.Snapshot live(int times) throws Exception {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "receivers.otlp.protocols.grpc.endpoint", "127.0.0.1:0",
                "receivers.otlp.protocols.http.endpoint", "127.0.0.1:0"));
    ReceiverConfig config = ReceiverConfig.read(settings);
    PipelineConfig pipelineConfig = PipelineConfig.read(settings, config.limits());
    settings.throwIfInvalid();
    IngestBalance balance = new IngestBalance();
    try (DiskIngestLog log =
            DiskIngestLog.open(
                IngestLogConfig.defaults(folder.resolve("log")), Meters.none(), CLOCK);
        Pipeline pipeline =
            new Pipeline(
                pipelineConfig,
                log,
                new GenAiReader(GenAiConfig.DEFAULT, SpanReader.History.NONE, CLOCK),
                new CountingScorer(),
                store,
                balance,
                folder.resolve("quarantine.jsonl"),
                Meters.none(),
                CLOCK);
        OtlpReceiver receiver = new OtlpReceiver(config, log, balance, Meters.none(), CLOCK)) {
      pipeline.start();
      receiver.start();
      for (int i = 0; i < times; i++) {
        assertThat(post(receiver.httpPort())).isEqualTo(200);
      }
    }
    return balance.snapshot(Signal.TRACES);
  }

  private static int post(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      byte[] body = Captures.copy("node-otel-openai-0.21.0_chat.traces.binpb");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
