// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.canary;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.store.CanaryRows;
import java.util.List;

/** Table {@code canary_runs}. Thread-safe. */
public final class ClickHouseCanaryRows implements CanaryRows {
  private final ClickHouse clickHouse;

  public ClickHouseCanaryRows(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Override
  public void save(String runId, List<CanaryRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    RowBinaryWriter out = new RowBinaryWriter(1 << 16);
    for (CanaryRow row : rows) {
      out.string(runId);
      out.int64(Times.nanos(row.at()) / 1_000_000);
      out.string(row.suite());
      out.string(row.provider());
      out.string(row.model());
      out.string(row.promptId());
      out.string(row.dimension());
      out.float64(row.value());
      out.string(row.output());
    }
    clickHouse.insert(
        "canary_runs",
        List.of(
            "RunId",
            "Timestamp",
            "Suite",
            "Provider",
            "Model",
            "PromptId",
            "Dimension",
            "Value",
            "Output"),
        out,
        "canary:" + runId);
  }
}
