// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Everything for Grafana: what is generated, and the queries in it. */
public final class Generator {
  private static final List<Dashboard> DASHBOARDS = List.of(Overview.dashboard());
  private static final List<AlertRule> RULES = List.of(Overview.driftFiring());

  private Generator() {}

  /** Path below {@code grafana-dashboards/grafana} to content. */
  public static SequencedMap<String, String> files() {
    TreeMap<String, String> files = new TreeMap<>();
    for (Dashboard dashboard : DASHBOARDS) {
      files.put(
          "dashboards/" + dashboard.uid() + ".json",
          JsonMapper.shared()
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsString(new DashboardJson().write(dashboard))
                  .replace("\r\n", "\n")
              + "\n");
    }
    files.put("provisioning/datasources/plumbline.yaml", Provisioning.dataSources());
    files.put("provisioning/dashboards/plumbline.yaml", Provisioning.dashboardProvider());
    files.put("provisioning/alerting/plumbline.yaml", Provisioning.alertRules(RULES));
    return files;
  }

  /** Every panel query, with dashboard variables still in it. */
  public static List<Target> panelQueries() {
    return DASHBOARDS.stream()
        .flatMap(dashboard -> dashboard.panels().stream())
        .flatMap(panel -> panel.targets().stream())
        .toList();
  }

  /** Every query that fills a variable. */
  public static List<Variable> variables() {
    return DASHBOARDS.stream().flatMap(dashboard -> dashboard.variables().stream()).toList();
  }

  public static List<AlertRule> alertRules() {
    return RULES;
  }
}
