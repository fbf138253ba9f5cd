// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.labels;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.LabelSet;
import dev.plumbline.model.labels.LabelStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Labels in ClickHouse: each save is a new revision, and view {@code labels} shows the newest one.
 * Thread-safe.
 */
public final class ClickHouseLabelStore implements LabelStore {
  private static final String FIELDS =
      "TraceId, SpanId, toString(Dimension), Reviewer, Value, toString(Label), Comment,"
          + " CorrectedAnswer, toString(DataSet), toString(Origin), toString(Tenant),"
          + " InclusionProbability, toUnixTimestamp64Milli(LabelledAt)";
  private static final List<String> LABEL =
      List.of(
          "LabelId",
          "LabelledAt",
          "TraceId",
          "SpanId",
          "Dimension",
          "Value",
          "Label",
          "Reviewer",
          "DataSet",
          "Comment",
          "CorrectedAnswer",
          "Origin",
          "Tenant",
          "InclusionProbability");

  private final ClickHouse clickHouse;
  private final InstantSource clock;
  private final Revisions revisions;

  public ClickHouseLabelStore(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.clock = clock;
    this.revisions = new Revisions(clock);
  }

  @Override
  public void save(List<Label> labels) {
    RowBinaryWriter rows = new RowBinaryWriter(1 << 14);
    for (Label label : labels) {
      write(rows, label);
      rows.int64(revisions.next());
      rows.uint8(0);
    }
    insertLabels(rows);
  }

  @Override
  public int delete(List<String> ids) {
    List<Label> there =
        clickHouse.list(
            "SELECT " + FIELDS + " FROM labels WHERE LabelId IN ({ids:Array(String)})",
            Params.none().texts("ids", ids),
            ClickHouseLabelStore::read);
    RowBinaryWriter rows = new RowBinaryWriter(1 << 14);
    for (Label label : there) {
      write(rows, label);
      rows.int64(revisions.next());
      rows.uint8(1);
    }
    insertLabels(rows);
    return there.size();
  }

  private void insertLabels(RowBinaryWriter rows) {
    List<String> columns = new java.util.ArrayList<>(LABEL);
    columns.add("Revision");
    columns.add("Gone");
    clickHouse.insert("labels_data", columns, rows, "labels:" + UUID.randomUUID());
  }

  @Override
  public List<Label> list(LabelQuery query) {
    StringBuilder sql = new StringBuilder("SELECT ").append(FIELDS).append(" FROM labels");
    Params params = Params.none();
    String and = " WHERE ";
    and = equal(sql, params, and, "Dimension", query.dimension());
    and = equal(sql, params, and, "Reviewer", query.rater());
    and = equal(sql, params, and, "DataSet", query.dataSet());
    and = equal(sql, params, and, "Tenant", query.tenant());
    equal(sql, params, and, "TraceId", query.traceId());
    sql.append(" ORDER BY LabelledAt DESC, LabelId LIMIT ").append(query.limit());
    return clickHouse.list(sql.toString(), params, ClickHouseLabelStore::read);
  }

  private static String equal(
      StringBuilder sql, Params params, String and, String column, Optional<String> value) {
    if (value.isEmpty()) {
      return and;
    }
    sql.append(and).append(column).append(" = {").append(column).append(":String}");
    params.text(column, value.get());
    return " AND ";
  }

  @Override
  public List<String> dimensions() {
    return clickHouse.list(
        "SELECT DISTINCT toString(Dimension) AS d FROM labels ORDER BY d",
        Params.none(),
        RowBinaryReader::string);
  }

  @Override
  public synchronized LabelSet freeze(String name, LabelQuery which, String owner, String note) {
    List<Label> now = list(which);
    if (now.isEmpty()) {
      throw new PlumblineException(ErrorKind.NOT_FOUND, "there are no such labels");
    }
    Optional<LabelSet> last =
        sets().stream()
            .filter(set -> set.name().equals(name))
            .max(Comparator.comparingInt(LabelSet::version));
    String hash = LabelSet.hash(now);
    if (last.isPresent() && last.get().hash().equals(hash)) {
      return last.get();
    }
    int version = last.map(LabelSet::version).orElse(0) + 1;
    LabelSet set =
        new LabelSet(
            name, version, Instant.ofEpochMilli(clock.millis()), owner, note, now.size(), hash);
    insertItems(set, now); // first: a version that is listed is complete
    insertSet(set);
    return set;
  }

  private void insertItems(LabelSet set, List<Label> labels) {
    RowBinaryWriter rows = new RowBinaryWriter(1 << 14);
    for (Label label : labels) {
      rows.string(set.name());
      rows.int32(set.version());
      write(rows, label);
    }
    List<String> columns = new java.util.ArrayList<>(List.of("Name", "Version"));
    columns.addAll(LABEL);
    clickHouse.insert("label_set_items", columns, rows, token(set));
  }

  private void insertSet(LabelSet set) {
    RowBinaryWriter row = new RowBinaryWriter(512);
    row.string(set.name());
    row.int32(set.version());
    row.int64(set.createdAt().toEpochMilli());
    row.string(set.owner());
    row.string(set.note());
    row.int64(set.labels());
    row.string(set.hash());
    clickHouse.insert(
        "label_sets",
        List.of("Name", "Version", "CreatedAt", "Owner", "Note", "Labels", "Hash"),
        row,
        token(set));
  }

  private static String token(LabelSet set) {
    return "label-set:" + set.reference() + ":" + set.hash();
  }

  @Override
  public List<LabelSet> sets() {
    return clickHouse.list(
        "SELECT toString(Name), toInt32(Version), toUnixTimestamp64Milli(CreatedAt), Owner, Note,"
            + " toInt64(Labels), Hash FROM label_sets ORDER BY CreatedAt DESC, Name, Version DESC",
        Params.none(),
        in ->
            new LabelSet(
                in.string(),
                in.int32(),
                Instant.ofEpochMilli(in.int64()),
                in.string(),
                in.string(),
                in.int64(),
                in.string()));
  }

  @Override
  public Optional<List<Label>> frozen(String name, int version) {
    Optional<LabelSet> set =
        sets().stream().filter(s -> s.name().equals(name) && s.version() == version).findFirst();
    return set.map(_ ->
        clickHouse.list(
            // a version that was interrupted and made anew may hold labels of both attempts
            "SELECT "
                + FIELDS
                + " FROM label_set_items WHERE Name = {name:String}"
                + " AND Version = {version:UInt32} ORDER BY LabelledAt DESC, LabelId"
                + " LIMIT 1 BY LabelId",
            Params.none().text("name", name).number("version", version),
            ClickHouseLabelStore::read));
  }

  @Override
  public void choose(List<ChosenSample> samples) {
    RowBinaryWriter rows = new RowBinaryWriter(1 << 14);
    for (ChosenSample sample : samples) {
      rows.string(sample.dimension());
      rows.string(sample.traceId());
      rows.string(sample.spanId());
      rows.int64(Times.nanos(sample.callTime()));
      rows.int32(sample.position());
      rows.float64(sample.score());
      rows.string(sample.stratum());
      rows.string(sample.tenant());
      rows.float64(sample.inclusionProbability());
      rows.int64(sample.chosenAt().toEpochMilli());
      rows.int64(Long.MAX_VALUE - revisions.next());
    }
    clickHouse.insert(
        "label_samples_data",
        List.of(
            "Dimension",
            "TraceId",
            "SpanId",
            "CallTime",
            "Position",
            "Score",
            "Stratum",
            "Tenant",
            "InclusionProbability",
            "ChosenAt",
            "Precedence"),
        rows,
        "samples:" + UUID.randomUUID());
  }

  @Override
  public List<ChosenSample> chosen(String dimension) {
    return clickHouse.list(
        "SELECT toString(Dimension), TraceId, SpanId, toUnixTimestamp64Nano(CallTime),"
            + " toInt32(Position), Score, Stratum, toString(Tenant), InclusionProbability,"
            + " toUnixTimestamp64Milli(ChosenAt) FROM label_samples"
            + " WHERE Dimension = {dimension:String} ORDER BY Position, TraceId, SpanId",
        Params.none().text("dimension", dimension),
        in ->
            new ChosenSample(
                in.string(),
                in.string(),
                in.string(),
                Times.instant(in.int64()),
                in.int32(),
                in.float64(),
                in.string(),
                in.string(),
                in.float64(),
                Instant.ofEpochMilli(in.int64())));
  }

  private static void write(RowBinaryWriter out, Label label) {
    out.string(label.id());
    out.int64(label.labelledAt().toEpochMilli());
    out.string(label.traceId());
    out.string(label.spanId());
    out.string(label.dimension());
    out.nullableFloat64(label.value());
    out.string(label.category());
    out.string(label.rater());
    out.string(label.dataSet());
    out.string(label.comment());
    out.string(label.correctedAnswer());
    out.string(label.origin());
    out.string(label.tenant());
    out.float64(label.inclusionProbability());
  }

  private static Label read(RowBinaryReader in) throws IOException {
    return new Label(
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.nullableFloat64(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.float64(),
        Instant.ofEpochMilli(in.int64()));
  }
}
