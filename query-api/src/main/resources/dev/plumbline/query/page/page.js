// SPDX-License-Identifier: Apache-2.0
"use strict";
(() => {
  const EVERY_MS = 30000;
  const refresh = document.getElementById("refresh");
  const status = document.getElementById("status");
  let running = true;

  const say = (text) => { status.textContent = text; };

  // buttons need this script, so they are hidden until it runs
  const arm = () => {
    for (const button of document.querySelectorAll("button[data-acknowledge]")) {
      button.hidden = false;
    }
  };

  const load = async () => {
    const response = await fetch("/", { cache: "no-store" });
    if (!response.ok) {
      throw new Error("status " + response.status);
    }
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    // what has the focus would lose it
    if (document.activeElement && document.getElementById("content").contains(document.activeElement)
        && document.activeElement.id !== "content") {
      return;
    }
    document.getElementById("content").replaceChildren(
        ...fresh.getElementById("content").childNodes);
    document.querySelector(".refresh time").replaceWith(fresh.querySelector(".refresh time"));
    arm();
  };

  const tick = async () => {
    if (running && !document.hidden) {
      try {
        await load();
        say("");
      } catch (e) {
        say("Could not refresh: " + e.message);
      }
    }
  };

  refresh.hidden = false;
  refresh.addEventListener("click", () => {
    running = !running;
    refresh.setAttribute("aria-pressed", String(running));
    refresh.textContent = running ? "Refreshes every 30 s" : "Paused";
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-acknowledge]");
    if (!button) {
      return;
    }
    button.disabled = true;
    try {
      const response = await fetch(
          "/api/v1/alerts/" + button.dataset.acknowledge + "/acknowledge",
          { method: "POST", headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ actor: "page" }) });
      const answer = await response.json();
      if (!response.ok) {
        throw new Error(answer.detail);
      }
      button.blur();
      await load();
      document.getElementById("content").focus();
      say("Acknowledged.");
    } catch (e) {
      button.disabled = false;
      say("Could not acknowledge: " + e.message);
    }
  });

  arm();
  setInterval(tick, EVERY_MS);
})();
