// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.testkit.ingest.IngestLogContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class DiskIngestLogContractTest extends IngestLogContract {
  @TempDir Path folder;

  @Override
  protected IngestLog create() {
    return reopen();
  }

  @Override
  protected IngestLog reopen() {
    IngestLogConfig config =
        new IngestLogConfig(folder, 16 << 20, 64 << 10, 32 << 10, Duration.ofDays(7));
    return DiskIngestLog.open(config, Meters.none(), InstantSource.system());
  }
}
