// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where alerts are sent.
 *
 * @param webhook http or https address; empty for none
 * @param token sent as bearer token; may be empty
 * @param timeout for one delivery
 * @param advisory whether alerts of unproved evaluators are sent too
 * @param externalUrl address of the page as the receiver of a notification can open it
 */
public record NotifyConfig(
    Optional<URI> webhook, Secret token, Duration timeout, boolean advisory, String externalUrl) {

  public static NotifyConfig read(Settings settings) {
    Optional<URI> webhook = Optional.empty();
    String key = "notify.webhook.url";
    Optional<String> text = settings.text(key);
    if (text.isPresent()) {
      try {
        URI uri = URI.create(text.get());
        if (uri.getHost() == null
            || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
          settings.problem(key, text.get(), "must be an http or https address");
        }
        webhook = Optional.of(uri);
      } catch (IllegalArgumentException e) {
        settings.problem(key, text.get(), "must be an http or https address");
      }
    }
    return new NotifyConfig(
        webhook,
        settings.secret("notify.webhook.token"),
        settings.duration("notify.webhook.timeout", Duration.ofSeconds(10)),
        settings.flag("notify.advisory", false),
        settings.text("notify.external_url", "http://127.0.0.1:8318"));
  }
}
