// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import dev.plumbline.grafana.Panel.Lines;
import dev.plumbline.grafana.Panel.Row;
import dev.plumbline.grafana.Panel.Stat;
import dev.plumbline.grafana.Panel.Step;
import dev.plumbline.grafana.Panel.Table;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a {@link Dashboard} as Grafana's dashboard model, schema version 42. One thread. */
final class DashboardJson {
  private static final int COLUMNS = 24;
  private static final String SOURCE = "${datasource}";

  private final JsonMapper json = JsonMapper.shared();

  ObjectNode write(Dashboard dashboard) {
    ObjectNode root = json.createObjectNode();
    root.put("uid", dashboard.uid())
        .put("title", dashboard.title())
        .put("description", dashboard.description())
        .put("schemaVersion", 42)
        .put("editable", true)
        .put("timezone", "browser")
        .put("refresh", "1m")
        .put("graphTooltip", 1);
    root.putArray("tags").add("plumbline");
    root.putArray("links");
    root.putObject("time").put("from", dashboard.from()).put("to", "now");
    variables(root.putObject("templating").putArray("list"), dashboard.variables());
    annotations(root.putObject("annotations").putArray("list"));
    panels(root.putArray("panels"), dashboard.panels());
    return root;
  }

  private void variables(ArrayNode list, List<Variable> variables) {
    ObjectNode source =
        list.addObject()
            .put("name", "datasource")
            .put("type", "datasource")
            .put("label", "Data source")
            .put("query", "prometheus")
            .put("hide", 0)
            .put("refresh", 1);
    source.putObject("current").put("text", "Plumbline").put("value", Provisioning.DATA_SOURCE_UID);
    source.putArray("options");
    for (Variable variable : variables) {
      ObjectNode node =
          list.addObject()
              .put("name", variable.name())
              .put("type", "query")
              .put("label", variable.label())
              .put("refresh", 2)
              .put("sort", 1)
              .put("includeAll", variable.multi())
              .put("multi", variable.multi());
      dataSource(node);
      node.putObject("query").put("query", variable.query()).put("refId", "v").put("qryType", 1);
      ObjectNode current = node.putObject("current");
      if (variable.multi()) {
        node.put("allValue", ".*");
        current.putArray("text").add("All");
        current.putArray("value").add("$__all");
      } else {
        current.put("text", "all").put("value", "all");
      }
      node.putArray("options");
    }
  }

  private void annotations(ArrayNode list) {
    ObjectNode node =
        list.addObject()
            .put("name", "Drift alerts")
            .put("enable", true)
            .put("iconColor", "red")
            .put(
                "expr",
                "max by (dimension, segment_value)"
                    + " (ALERTS{alertstate=\"firing\",service=~\"$service\"})")
            .put("step", "300s")
            .put("titleFormat", "{{dimension}} drifts")
            .put("textFormat", "{{segment_value}}")
            .put("tagKeys", "dimension");
    dataSource(node);
  }

  private void panels(ArrayNode list, List<Panel> panels) {
    int x = 0;
    int y = 0;
    int lineHeight = 0;
    int id = 1;
    for (Panel panel : panels) {
      if (x + panel.width() > COLUMNS) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      ObjectNode node = list.addObject().put("id", id++).put("title", panel.title());
      node.putObject("gridPos")
          .put("x", x)
          .put("y", y)
          .put("w", panel.width())
          .put("h", panel.height());
      switch (panel) {
        case Row _ -> {
          node.put("type", "row").put("collapsed", false);
          node.putArray("panels");
        }
        case Stat stat -> stat(node, stat);
        case Lines lines -> lines(node, lines);
        case Table table -> table(node, table);
      }
      x += panel.width();
      lineHeight = Math.max(lineHeight, panel.height());
    }
  }

  private void stat(ObjectNode node, Stat stat) {
    common(node, "stat", stat.description(), stat.targets());
    ObjectNode defaults = defaults(node, stat.unit());
    thresholds(defaults, stat.steps());
    ObjectNode options =
        node.putObject("options")
            .put("graphMode", "none")
            .put("colorMode", "value")
            .put("justifyMode", "auto")
            .put("textMode", "auto");
    ObjectNode reduce = options.putObject("reduceOptions").put("fields", "").put("values", false);
    reduce.putArray("calcs").add("lastNotNull");
  }

  private void lines(ObjectNode node, Lines lines) {
    common(node, "timeseries", lines.description(), lines.targets());
    if (!lines.repeat().isEmpty()) {
      node.put("repeat", lines.repeat()).put("repeatDirection", "h").put("maxPerRow", 3);
    }
    ObjectNode defaults = defaults(node, lines.unit());
    defaults
        .putObject("custom")
        .put("drawStyle", "line")
        .put("lineWidth", 2)
        .put("fillOpacity", 0)
        .put("showPoints", "never")
        .put("spanNulls", true);
    if (lines.band()) {
      ArrayNode overrides = (ArrayNode) node.get("fieldConfig").get("overrides");
      dashed(overrides, "baseline");
      bound(overrides, "lower bound", "");
      bound(overrides, "upper bound", "lower bound");
    }
    ObjectNode options = node.putObject("options");
    options
        .putObject("legend")
        .put("displayMode", "list")
        .put("placement", "bottom")
        .put("showLegend", true)
        .putArray("calcs");
    options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
  }

  private void table(ObjectNode node, Table table) {
    common(node, "table", table.description(), table.targets());
    defaults(node, "short");
    node.putObject("options").put("showHeader", true).put("cellHeight", "sm");
    ObjectNode organize = node.putArray("transformations").addObject().put("id", "organize");
    ObjectNode hidden = organize.putObject("options").putObject("excludeByName");
    table.hidden().forEach(name -> hidden.put(name, true));
  }

  private void common(ObjectNode node, String type, String description, List<Target> targets) {
    node.put("type", type).put("description", description);
    dataSource(node);
    ArrayNode list = node.putArray("targets");
    for (Target target : targets) {
      ObjectNode one =
          list.addObject()
              .put("refId", target.refId())
              .put("expr", target.expr())
              .put("instant", target.instant())
              .put("range", !target.instant());
      dataSource(one);
      if (!target.legend().isEmpty()) {
        one.put("legendFormat", target.legend());
      }
      if (type.equals("table")) {
        one.put("format", "table");
      }
    }
  }

  private static ObjectNode defaults(ObjectNode node, String unit) {
    ObjectNode fieldConfig = node.putObject("fieldConfig");
    ObjectNode defaults = fieldConfig.putObject("defaults").put("unit", unit);
    fieldConfig.putArray("overrides");
    return defaults;
  }

  private static void thresholds(ObjectNode defaults, List<Step> steps) {
    ArrayNode list = defaults.putObject("thresholds").put("mode", "absolute").putArray("steps");
    for (Step step : steps) {
      ObjectNode node = list.addObject().put("color", step.color());
      if (Double.isNaN(step.from())) {
        node.putNull("value");
      } else {
        node.put("value", step.from());
      }
    }
  }

  private static void dashed(ArrayNode overrides, String name) {
    ObjectNode style = property(override(overrides, name), "custom.lineStyle").putObject("value");
    style.put("fill", "dash").putArray("dash").add(8).add(6);
  }

  private static void bound(ArrayNode overrides, String name, String fillBelowTo) {
    ArrayNode properties = override(overrides, name);
    property(properties, "custom.lineWidth").put("value", 0);
    property(properties, "color")
        .putObject("value")
        .put("mode", "fixed")
        .put("fixedColor", "semi-dark-blue");
    property(properties, "custom.hideFrom")
        .putObject("value")
        .put("legend", true)
        .put("tooltip", false)
        .put("viz", false);
    if (!fillBelowTo.isEmpty()) {
      property(properties, "custom.fillBelowTo").put("value", fillBelowTo);
      property(properties, "custom.fillOpacity").put("value", 12);
    }
  }

  private static ArrayNode override(ArrayNode overrides, String name) {
    ObjectNode override = overrides.addObject();
    override.putObject("matcher").put("id", "byName").put("options", name);
    return override.putArray("properties");
  }

  private static ObjectNode property(ArrayNode properties, String id) {
    return properties.addObject().put("id", id);
  }

  private static void dataSource(ObjectNode node) {
    node.putObject("datasource").put("type", "prometheus").put("uid", SOURCE);
  }
}
