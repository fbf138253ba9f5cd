// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ChannelsTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private final Alerts alerts = new Alerts();
  private Receiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private Map<String, Object> channel(String name, String type, Object... more) {
    TreeMap<String, Object> values = new TreeMap<>();
    String prefix = "notify.channels." + name + ".";
    values.put(prefix + "type", type);
    values.put(prefix + "url", receiver.url("/" + name));
    for (int i = 0; i < more.length; i += 2) {
      values.put(prefix + more[i], more[i + 1]);
    }
    return values;
  }

  @SafeVarargs
  private static Map<String, Object> both(Map<String, Object>... all) {
    TreeMap<String, Object> values = new TreeMap<>();
    for (Map<String, Object> one : all) {
      values.putAll(one);
    }
    return values;
  }

  @Test
  void slackGetsBlocksInWhichNothingOfAnAlertIsMarkup() throws InterruptedException {
    alerts.fire("a1");
    try (Notifications notifications =
        alerts.notifications(channel("team", "slack", "text", "*{where}* {summary}"))) {
      notifications.step();
      notifications.step();
    }
    JsonNode message = receiver.json().getFirst();
    assertThat(receiver.got).hasSize(1);
    assertThat(message.get("blocks").get(0).get("text").get("text").asString())
        .isEqualTo("[firing] ticket: refusal of shop, feature billing");
    assertThat(message.get("blocks").get(1).get("text").get("text").asString())
        .isEqualTo("*shop, feature billing* refusals of &lt;!channel&gt; &amp; {owner} rose");
    assertThat(message.get("blocks").get(2).get("elements").get(0).get("text").asString())
        .contains("<http://127.0.0.1:8318/api/v1/alerts/a1|alert>");
  }

  @Test
  void pagerDutyIsTriggeredAcknowledgedAndResolvedUnderOneKey() throws InterruptedException {
    alerts.save(alerts.alert("a1", "page", GateState.ALERTING));
    try (Notifications notifications =
        alerts.notifications(channel("pager", "pagerduty", "routing_key", KEY))) {
      notifications.step();
      alerts.pass(Duration.ofMinutes(1));
      alerts.change("a1", AlertState.ACKNOWLEDGED);
      notifications.step();
      alerts.pass(Duration.ofMinutes(1));
      alerts.change("a1", AlertState.RESOLVED);
      notifications.step();
      notifications.step();
    }
    assertThat(receiver.json())
        .extracting(event -> event.get("event_action").asString())
        .containsExactly("trigger", "acknowledge", "resolve");
    assertThat(receiver.json())
        .allSatisfy(event -> {
          assertThat(event.get("dedup_key").asString()).isEqualTo("a1");
          assertThat(event.get("routing_key").asString()).isEqualTo(KEY);
        });
    JsonNode payload = receiver.json().getFirst().get("payload");
    assertThat(payload.get("severity").asString()).isEqualTo("critical");
    assertThat(payload.get("source").asString()).isEqualTo("shop");
    assertThat(payload.get("component").asString()).isEqualTo("feature=billing");
  }

  @Test
  void webhooksAreSigned() throws InterruptedException {
    alerts.fire("a1");
    try (Notifications notifications =
        alerts.notifications(channel("hook", "webhook", "secret", "s3cret"))) {
      notifications.step();
    }
    Receiver.Got got = receiver.got.getFirst();
    String header = got.headers().getFirst(Signature.HEADER);
    byte[] body = got.body().getBytes(StandardCharsets.UTF_8);
    Duration five = Duration.ofMinutes(5);
    Secret secret = new Secret("s3cret");
    assertThat(got.headers().getFirst("X-Plumbline-Delivery")).isEqualTo("a1:firing");
    assertThat(Signature.verify(secret, header, body, Alerts.START, five)).isTrue();
    assertThat(Signature.verify(new Secret("other"), header, body, Alerts.START, five)).isFalse();
    assertThat(Signature.verify(secret, header, body, Alerts.START.plusSeconds(301), five))
        .isFalse();
    body[5] ^= 1;
    assertThat(Signature.verify(secret, header, body, Alerts.START, five)).isFalse();
    // made with: printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    assertThat(
            Signature.of(
                new Secret("key"),
                Instant.ofEpochSecond(1_700_000_000),
                "{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
  }

  @Test
  void waitsAsLongAsTheReceiverSaysAndLosesNothing() throws InterruptedException {
    alerts.fire("a1");
    receiver.answer(429, Map.of("Retry-After", "120"), Duration.ZERO);
    receiver.answer(500);
    try (Notifications notifications = alerts.notifications(channel("team", "slack"))) {
      notifications.step();
      alerts.pass(Duration.ofSeconds(119));
      notifications.step();
      assertThat(receiver.got).hasSize(1);
      ChannelStatus waiting = notifications.statuses().getFirst();
      assertThat(waiting.waiting()).isEqualTo(1);
      assertThat(waiting.lastError()).isEqualTo("team answered 429");
      assertThat(waiting.nextAttempt()).isPresent();
      alerts.pass(Duration.ofSeconds(10));
      notifications.step();
      assertThat(receiver.got).hasSize(2);
      alerts.pass(Duration.ofSeconds(16));
      notifications.step();
      ChannelStatus fine = notifications.statuses().getFirst();
      assertThat(fine.waiting()).isZero();
      assertThat(fine.failures()).isZero();
      assertThat(fine.lastSuccess()).contains(alerts.instant());
    }
    assertThat(receiver.got).hasSize(3);
  }

  @Test
  void aWrongAddressIsTheChannelsFaultAndNotTheAlerts() throws InterruptedException {
    alerts.fire("a1");
    for (int status : List.of(401, 403, 404, 410, 302)) {
      receiver.answer(status);
    }
    try (Notifications notifications = alerts.notifications(channel("team", "slack"))) {
      for (int i = 0; i < 6; i++) {
        notifications.step();
        alerts.pass(Duration.ofMinutes(15));
      }
    }
    assertThat(receiver.got).hasSize(6);
    assertThat(alerts.store.events()).extracting(AlertEvent::note).containsExactly("delivered");
  }

  @Test
  void aReceiverThatHangsKeepsNoOtherWaiting() throws IOException, InterruptedException {
    alerts.fire("a1");
    try (Receiver hanging = new Receiver()) {
      hanging.answer(200, Map.of(), Duration.ofSeconds(60));
      Map<String, Object> values =
          both(
              channel("slow", "slack", "timeout", "400ms"),
              channel("other", "webhook"),
              Map.of("notify.channels.slow.url", hanging.url("/")));
      long start = System.nanoTime();
      try (Notifications notifications = alerts.notifications(values)) {
        notifications.step();
        assertThat(notifications.statuses())
            .extracting(s -> s.name() + " " + s.waiting() + " " + s.lastError())
            .containsExactly("other 0 ", "slow 1 slow did not answer in 400 ms");
      }
      assertThat(receiver.got).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void aRestartRepeatsNothingAndForgetsNothing() throws InterruptedException {
    alerts.fire("a1");
    receiver.answer(200);
    receiver.answer(500);
    try (Notifications before = alerts.notifications(channel("team", "slack"))) {
      before.step();
      alerts.fire("a2");
      before.step();
    }
    alerts.change("a1", AlertState.RESOLVED);
    receiver.got.clear();
    try (Notifications after = alerts.notifications(channel("team", "slack"))) {
      after.step();
      after.step();
      assertThat(after.statuses().getFirst().lastSuccess()).isPresent();
    }
    assertThat(receiver.json())
        .extracting(m -> m.get("text").asString())
        .containsExactlyInAnyOrder(
            "[firing] ticket: refusal of shop, feature billing",
            "[resolved] ticket: refusal of shop, feature billing");
  }

  @Test
  void tellsAgainWhenAnAlertIsReopened() throws InterruptedException {
    alerts.fire("a1");
    try (Notifications notifications = alerts.notifications(channel("hook", "webhook"))) {
      for (AlertState state :
          List.of(AlertState.RESOLVED, AlertState.FIRING, AlertState.RESOLVED)) {
        notifications.step();
        alerts.pass(Duration.ofMinutes(1));
        alerts.change("a1", state);
      }
      notifications.step();
    }
    assertThat(receiver.json())
        .extracting(m -> m.get("status").asString())
        .containsExactly("firing", "resolved", "firing", "resolved");
  }

  @Test
  void holdsBackBeyondTheLimitAndSendsADigestOfTheRest() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      alerts.fire("a%02d".formatted(i));
    }
    alerts.save(alerts.alert("urgent", "page", GateState.ALERTING));
    try (Notifications notifications =
        alerts.notifications(channel("team", "slack", "rate_limit", "4"))) {
      notifications.step();
      assertThat(receiver.got).hasSize(4);
      assertThat(receiver.json().getFirst().get("text").asString()).startsWith("[firing] page");
      assertThat(receiver.json().getLast().get("text").asString())
          .isEqualTo("38 alerts, held back by the rate limit");
      assertThat(receiver.json().getLast().get("blocks").get(1).get("text").get("text").asString())
          .contains("and 18 more")
          .doesNotContain("<!channel>")
          .hasSizeLessThan(3000);
      alerts.fire("b1");
      alerts.fire("b2");
      notifications.step();
      assertThat(receiver.got).hasSize(4);
      assertThat(notifications.statuses().getFirst().waiting()).isEqualTo(2);
      alerts.pass(Duration.ofMinutes(15));
      notifications.step();
      notifications.step();
    }
    assertThat(receiver.got).hasSize(5);
    assertThat(receiver.json().getLast().get("text").asString()).startsWith("2 alerts");
  }

  @Test
  void findsTheOneThatIsRefusedInADigest() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      alerts.fire("a" + i);
    }
    receiver.answer(400); // the digest of three
    receiver.answer(200); // a0
    receiver.answer(400); // a1
    try (Notifications notifications =
        alerts.notifications(channel("hook", "webhook", "rate_limit", "1"))) {
      for (int i = 0; i < 6; i++) {
        notifications.step();
        alerts.pass(Duration.ofHours(1));
      }
    }
    assertThat(receiver.got).hasSize(4);
    assertThat(alerts.store.events())
        .extracting(AlertEvent::note)
        .containsExactly("delivered", "refused by the receiver: hook answered 400", "delivered");
  }

  @Test
  void routesBySeverityServiceDimensionAndGate() throws InterruptedException {
    alerts.save(alerts.alert("info", "info", GateState.ALERTING));
    alerts.save(alerts.alert("ticket", "ticket", GateState.PROVISIONAL));
    alerts.save(alerts.alert("page", "page", GateState.ALERTING));
    Map<String, Object> values =
        both(
            channel("all", "webhook", "severities", List.of("info", "ticket", "page")),
            channel("usual", "webhook"),
            channel("proved", "webhook", "gates", List.of("alerting")),
            channel("pages", "webhook", "severities", "page", "services", "shop"),
            channel("elsewhere", "webhook", "services", List.of("bank")),
            channel("tone", "webhook", "dimensions", "tone"));
    try (Notifications notifications = alerts.notifications(values)) {
      notifications.step();
    }
    assertThat(receiver.got.stream().filter(g -> g.path().equals("/all"))).hasSize(3);
    assertThat(receiver.got.stream().filter(g -> g.path().equals("/usual"))).hasSize(2);
    assertThat(receiver.got.stream().filter(g -> g.path().equals("/proved"))).hasSize(1);
    assertThat(receiver.got.stream().filter(g -> g.path().equals("/pages"))).hasSize(1);
    assertThat(receiver.got).hasSize(7);
  }

  @Test
  void advisoryAlertsGoOutForTheOwnerWhoWantsThem() throws InterruptedException {
    alerts.save(alerts.alert("a1", "ticket", GateState.ADVISORY));
    try (Notifications others =
        alerts.notifications(
            both(channel("hook", "webhook"), Map.of("notify.advisory_owners", "somebody")))) {
      others.step();
    }
    assertThat(receiver.got).isEmpty();
    try (Notifications own =
        alerts.notifications(
            both(
                channel("hook", "webhook"),
                Map.of("notify.advisory_owners", List.of("somebody", "quality"))))) {
      own.step();
    }
    assertThat(receiver.got).hasSize(1);
  }

  @Test
  void mutedAlertsAreToldWhenTheWindowEndsAndTheyStillFire() throws InterruptedException {
    // 20 November 2026 is a Friday; 12:00 UTC is 13:00 in Berlin
    Map<String, Object> values =
        both(
            channel("hook", "webhook"),
            Map.of(
                "notify.mute.night.from", "13:00",
                "notify.mute.night.to", "06:00",
                "notify.mute.night.days", List.of("fri"),
                "notify.mute.night.zone", "Europe/Berlin"));
    alerts.fire("a1");
    alerts.fire("a2");
    try (Notifications notifications = alerts.notifications(values)) {
      notifications.step();
      assertThat(notifications.activeMutes()).containsExactly("night");
      alerts.change("a2", AlertState.RESOLVED);
      alerts.set(Instant.parse("2026-11-21T04:59:59Z"));
      notifications.step();
      assertThat(receiver.got).isEmpty();
      alerts.set(Instant.parse("2026-11-21T05:00:00Z"));
      notifications.step();
      assertThat(notifications.activeMutes()).isEmpty();
    }
    assertThat(receiver.got).hasSize(1);
    assertThat(
            receiver
                .json()
                .getFirst()
                .get("alerts")
                .get(0)
                .get("annotations")
                .get("alert_id")
                .asString())
        .isEqualTo("a1");
  }

  @Test
  void whatNobodyAcknowledgesGoesToTheNextChannel() throws InterruptedException {
    Map<String, Object> values =
        both(
            channel("team", "slack", "escalate_to", "pager", "escalate_after", "20m"),
            channel("pager", "pagerduty", "routing_key", KEY, "only_escalated", "true"));
    alerts.fire("left");
    alerts.fire("taken");
    try (Notifications notifications = alerts.notifications(values)) {
      notifications.step();
      alerts.pass(Duration.ofMinutes(10));
      alerts.change("taken", AlertState.ACKNOWLEDGED);
      alerts.pass(Duration.ofMinutes(9));
      notifications.step();
    }
    assertThat(receiver.got).hasSize(2);
    try (Notifications restarted = alerts.notifications(values)) {
      alerts.pass(Duration.ofMinutes(1));
      restarted.step();
      restarted.step();
      alerts.change("left", AlertState.RESOLVED);
      restarted.step();
    }
    List<JsonNode> paged =
        receiver.got.stream()
            .filter(g -> g.path().equals("/pager"))
            .map(Receiver.Got::json)
            .toList();
    assertThat(paged)
        .extracting(e -> e.get("dedup_key").asString() + " " + e.get("event_action").asString())
        .containsExactly("left trigger", "left resolve");
    assertThat(paged.getFirst().get("payload").get("summary").asString()).startsWith("[escalated]");
  }

  @Test
  void escalatesAlsoWhenTheFirstChannelIsDown() throws InterruptedException {
    try (Receiver down = new Receiver()) {
      down.answerAlways(503);
      Map<String, Object> values =
          both(
              channel("team", "slack", "escalate_to", "pager", "escalate_after", "5m"),
              channel("pager", "pagerduty", "routing_key", KEY, "only_escalated", "true"),
              Map.of("notify.channels.team.url", down.url("/")));
      alerts.fire("a1");
      try (Notifications notifications = alerts.notifications(values)) {
        notifications.step();
        assertThat(receiver.got).isEmpty();
        alerts.pass(Duration.ofMinutes(5));
        notifications.step();
      }
      assertThat(receiver.got).hasSize(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTestButtonSaysWhatTheReceiverSaid() throws InterruptedException {
    Map<String, Object> values =
        both(
            channel("am", "alertmanager"),
            channel("hook", "webhook"),
            channel("pager", "pagerduty", "routing_key", KEY),
            channel("team", "slack"));
    try (Notifications notifications = alerts.notifications(values)) {
      for (String name : List.of("am", "hook", "pager", "team")) {
        assertThat(notifications.test(name)).as(name).isEmpty();
      }
      receiver.answer(403);
      assertThat(notifications.test("team")).contains("team answered 403");
      assertThatThrownBy(() -> notifications.test("nobody"))
          .isInstanceOf(PlumblineException.class)
          .hasMessageContaining("no channel");
    }
    assertThat(receiver.got).hasSize(6);
    assertThat(receiver.got.getFirst().path()).isEqualTo("/am/api/v2/alerts");
    assertThat(receiver.got.getFirst().body()).contains("This is a test");
  }

  @Test
  void statusesAndErrorsHoldNoSecret() throws InterruptedException {
    alerts.fire("a1");
    Map<String, Object> values = channel("team", "slack");
    values.put("notify.channels.team.url", "http://127.0.0.1:1/services/T0/B0/s3cret");
    try (Notifications notifications = alerts.notifications(values)) {
      notifications.step();
      assertThat(notifications.statuses().toString())
          .contains("http://127.0.0.1:1", "cannot be reached")
          .doesNotContain("s3cret");
      assertThat(notifications.test("team").orElseThrow()).doesNotContain("s3cret");
    }
  }

  @Test
  void everyProblemOfTheConfigurationIsToldWithoutSecrets() {
    Map<String, Object> values =
        both(
            channel("a", "pagerduty", "routing_key", "short-s3cret"),
            channel("b", "slack", "text", "{nothing}", "severities", "loud"),
            channel("c", "webhook", "escalate_to", "nobody", "tokn", "s3cret"),
            channel("d", "slack"),
            channel("e", "nonsense"),
            Map.of(
                "notify.channels.d.url", "http://198.51.100.1/s3cret",
                "notify.mute.x.zone", "Mars/Olympus",
                "notify.mute.x.days", "freeday",
                "notify.mute.x.from", "25:00"));
    Settings settings = new Settings("test", new TreeMap<>(values));
    NotifyConfig.read(settings);
    assertThatThrownBy(settings::throwIfInvalid)
        .hasMessageContaining("notify.channels.a.routing_key")
        .hasMessageContaining("notify.channels.b.text")
        .hasMessageContaining("notify.channels.b.severities")
        .hasMessageContaining("notify.channels.c.escalate_to")
        .hasMessageContaining("notify.channels.c.tokn")
        .hasMessageContaining("notify.channels.d.url")
        .hasMessageContaining("notify.channels.e.type")
        .hasMessageContaining("notify.mute.x.zone")
        .hasMessageContaining("notify.mute.x.days")
        .hasMessageContaining("notify.mute.x.from")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
  }

  /** Any text is a template or a sentence; seeds are fixed. */
  @Test
  void randomTemplatesAreReadOrRefused() {
    Notice notice =
        new Notice(alerts.alert("a1", "page", GateState.ALERTING), Status.FIRING, false);
    String[] parts = {"{", "}", "{{", "{service}", "{summary}", "{ownr}", "x", "\ud83d\ude00", " "};
    int read = 0;
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Optional<Template> template;
      try {
        template = Optional.of(new Template(text.toString()));
      } catch (IllegalArgumentException e) {
        template = Optional.empty();
        assertThat(e).hasMessageContaining("placeholder");
      }
      if (template.isPresent() && text.indexOf("{{") < 0) {
        read++;
        String out = template.get().render(notice, UnaryOperator.identity());
        assertThat(out).doesNotContain("{service}", "{summary}");
      }
    }
    assertThat(read).isBetween(100, 1900);
  }
}
