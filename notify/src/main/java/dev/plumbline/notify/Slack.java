// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts to a Slack incoming webhook: a header, the text and a line of facts as blocks, and the same
 * in short for notifications. Values are escaped, so that no text of an alert mentions anybody or
 * makes a link.
 */
final class Slack implements Channel {
  /** Limits of Slack's Block Kit, with room for escapes. */
  private static final int MAX_HEADER = 150;

  private static final int MAX_SECTION = 2900;
  private static final int MAX_LISTED = 20;
  private static final int MAX_LINE = 120;

  private final ChannelConfig config;
  private final String externalUrl;
  private final Poster poster;

  Slack(ChannelConfig config, String externalUrl) {
    this.config = config;
    this.externalUrl = externalUrl;
    poster = new Poster(config.name(), config.timeout());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public boolean digests() {
    return true;
  }

  @Override
  public void send(List<Notice> notices, Instant now) throws InterruptedException {
    post(notices.size() == 1 ? one(notices.getFirst()) : digest(notices), now);
  }

  @Override
  public void test(Instant now) throws InterruptedException {
    post(one(Tests.notice(now)), now);
  }

  private ObjectNode one(Notice notice) {
    Alert alert = notice.alert();
    String title = config.title().render(notice, Slack::escape);
    ObjectNode root = message(title);
    section(blocks(root), config.text().render(notice, Slack::escape));
    String facts =
        "owner %s · %s · since %s · <%s|alert>"
            .formatted(
                escape(Template.cut(alert.owner(), MAX_LINE)),
                alert.gate().label(),
                escape(Template.cut(alert.startedAt().toString(), 20)),
                Payload.url(externalUrl, alert));
    ObjectNode context = blocks(root).addObject().put("type", "context");
    context.putArray("elements").addObject().put("type", "mrkdwn").put("text", facts);
    return root;
  }

  private ObjectNode digest(List<Notice> notices) {
    ObjectNode root = message(notices.size() + " alerts, held back by the rate limit");
    StringBuilder lines = new StringBuilder();
    for (Notice notice : notices.subList(0, Math.min(MAX_LISTED, notices.size()))) {
      String line = escape(Template.cut(notice.alert().summary(), MAX_LINE));
      String next =
          "• %s %s: <%s|%s>\n"
              .formatted(
                  notice.status().label(),
                  escape(notice.alert().severity()),
                  Payload.url(externalUrl, notice.alert()),
                  line);
      if (lines.length() + next.length() > MAX_SECTION - 100) {
        break;
      }
      lines.append(next);
    }
    long listed = lines.chars().filter(c -> c == '\n').count();
    if (listed < notices.size()) {
      lines
          .append("and ")
          .append(notices.size() - listed)
          .append(" more: ")
          .append(externalUrl)
          .append("/api/v1/alerts");
    }
    section(blocks(root), lines.toString());
    return root;
  }

  private static ObjectNode message(String title) {
    ObjectNode root = Payload.JSON.createObjectNode();
    root.put("text", Template.cut(title, MAX_SECTION));
    ObjectNode header = root.putArray("blocks").addObject().put("type", "header");
    header.putObject("text").put("type", "plain_text").put("text", cutEscaped(title, MAX_HEADER));
    return root;
  }

  private static ArrayNode blocks(ObjectNode root) {
    return (ArrayNode) root.get("blocks");
  }

  private static void section(ArrayNode blocks, String text) {
    ObjectNode section = blocks.addObject().put("type", "section");
    section
        .putObject("text")
        .put("type", "mrkdwn")
        .put("text", text.isBlank() ? "(no text)" : cutEscaped(text, MAX_SECTION));
  }

  private void post(ObjectNode body, Instant now) throws InterruptedException {
    poster.post(config.url(), body.toString(), Map.of(), now);
  }

  /** The three characters that Slack's text gives a meaning (mentions, links, entities). */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('\n', ' ');
  }

  /** A cut that leaves no half of an escape. */
  private static String cutEscaped(String text, int max) {
    String cut = Template.cut(text, max);
    int amp = cut.lastIndexOf('&');
    return cut.length() < text.length() && amp >= 0 && cut.indexOf(';', amp) < 0
        ? cut.substring(0, amp) + "…"
        : cut;
  }

  @Override
  public void close() {
    poster.close();
  }
}
