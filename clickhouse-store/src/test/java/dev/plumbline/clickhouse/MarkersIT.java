// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.clickhouse.canary.ClickHouseCanaryRows;
import dev.plumbline.clickhouse.marker.ClickHouseMarkerStore;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.marker.Marker;
import dev.plumbline.model.marker.MarkerStore;
import dev.plumbline.model.store.CanaryRows.CanaryRow;
import dev.plumbline.model.store.ModelUses.ModelUse;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.testkit.store.Calls;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Markers, rows of canaries and models in use, on the embedded engine. */
class MarkersIT {
  private final Instant at = TestStore.thisHour();

  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.embedded();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void keepsMarkersOnceAndFindsThoseOfAServiceAndOfAll() {
    MarkerStore markers = new ClickHouseMarkerStore(store.clickHouse, InstantSource.system());
    Marker shop = marker("1", "shop", at, "v1");
    Marker all = marker("2", "", at.plusSeconds(1), "new region");
    Marker bank = marker("3", "bank", at.plusSeconds(2), "v9");
    List.of(shop, all, bank, shop).forEach(markers::save);
    Marker mended = marker("1", "shop", at, "v1.1");
    markers.save(mended);
    assertThat(markers.list(Optional.empty(), at, at.plusSeconds(3)))
        .containsExactly(bank, all, mended);
    assertThat(markers.list(Optional.of("shop"), at, at.plusSeconds(3)))
        .containsExactly(all, mended);
    assertThat(markers.list(Optional.of("shop"), at.plusSeconds(1), at.plusSeconds(1))).isEmpty();
  }

  private static Marker marker(String id, String service, Instant at, String label) {
    return new Marker(id, Marker.Kind.DEPLOYMENT, service, at, label, "ada", "note's \"text\"");
  }

  @Test
  void keepsTheRowsOfARunOnce() {
    ClickHouseCanaryRows rows = new ClickHouseCanaryRows(store.clickHouse);
    List<CanaryRow> run =
        List.of(
            new CanaryRow(at, "s", "openai", "m", "q1@x", "canary_pass", 1, "the answer"),
            new CanaryRow(at, "s", "openai", "m", "q1@x", "refusal", 0.25, ""));
    rows.save("r1", run);
    rows.save("r1", run);
    assertThat(
            store.clickHouse.list(
                "SELECT concat(RunId, ' ', PromptId, ' ', Dimension, ' ', toString(Value), ' ', Output)"
                    + " FROM canary_runs ORDER BY Dimension",
                Params.none(),
                RowBinaryReader::string))
        .containsExactly("r1 q1@x canary_pass 1 the answer", "r1 q1@x refusal 0.25 ");
  }

  @Test
  void countsWhichModelsAnsweredForWhichName() {
    long start = at.getEpochSecond() * 1_000_000_000L;
    List<StoredSpan> rows = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String answered = i < 6 ? "gpt-4o-2024-05-13" : "gpt-4o-2024-08-06";
      rows.add(Calls.call().service("shop").model(answered).row(i, start + i * 1_000_000_000L));
    }
    store.spans.write(new StoreBatch("models", rows, List.of(), List.of(), List.of()));
    List<ModelUse> uses = store.reader.modelUses(at, at.plusSeconds(60));
    assertThat(uses)
        .extracting(u ->
            String.join(" ", u.service(), u.provider(), u.requestModel(), u.responseModel())
                + " "
                + u.calls())
        .containsExactly(
            "shop openai gpt-4o gpt-4o-2024-05-13 6", "shop openai gpt-4o gpt-4o-2024-08-06 3");
    assertThat(uses.getFirst().firstSeen()).isEqualTo(at);
    assertThat(uses.getFirst().lastSeen()).isEqualTo(at.plusSeconds(5));
    assertThat(store.reader.modelUses(at.minusSeconds(60), at)).isEmpty();
  }
}
