// SPDX-License-Identifier: Apache-2.0
"use strict";
(() => {
  const status = document.getElementById("status");
  let busy = false;
  let last = null; // what undo takes back

  const content = () => document.getElementById("content");
  const say = (text, wrong) => {
    status.textContent = text;
    status.className = wrong ? "wrong" : "";
  };

  const post = async (path, body) => {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.detail || "status " + response.status);
    }
    return answer;
  };

  const load = async (after) => {
    const data = content().dataset;
    const query = new URLSearchParams({ dimension: data.dimension, rater: data.rater,
      keys: data.keys, after: String(after) });
    const response = await fetch("/label?" + query, { cache: "no-store" });
    if (!response.ok) {
      throw new Error("status " + response.status);
    }
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    content().replaceWith(fresh.getElementById("content"));
    const undo = document.querySelector("[data-undo]");
    if (undo) {
      undo.hidden = last === null;
    }
    window.scrollTo(0, 0);
    content().focus({ preventScroll: true }); // a screen reader reads the new sample
  };

  const text = (id) => {
    const field = document.getElementById(id);
    return field ? field.value.trim() : "";
  };

  const label = async (button) => {
    const data = content().dataset;
    const said = { trace_id: data.trace, span_id: data.span, dimension: data.dimension,
      rater: data.rater, origin: "page", comment: text("comment"),
      corrected_answer: text("corrected") };
    if (button.dataset.grade) {
      said.grade = Number(button.dataset.grade);
    } else {
      said.value = Number(button.dataset.value);
      said.label = said.value === 1 ? "yes" : "no";
    }
    const answer = await post("/api/v1/labels", said);
    last = { id: answer.ids[0], after: Number(data.position) - 1 };
    await load(Number(data.after));
    say("Saved: " + button.textContent.trim().replace(/^\S+\s+/, "") + ".");
  };

  const act = async (button) => {
    if (busy) {
      return;
    }
    busy = true;
    const data = content().dataset;
    try {
      if ("value" in button.dataset || "grade" in button.dataset) {
        await label(button);
      } else if ("skip" in button.dataset) {
        await load(Number(data.position));
        say("Skipped.");
      } else if ("undo" in button.dataset && last) {
        const undone = last;
        await post("/api/v1/labels/delete", { ids: [undone.id] });
        last = null;
        await load(undone.after);
        say("Taken back.");
      } else if ("restart" in button.dataset) {
        await load(-1);
        say("");
      } else if ("choose" in button.dataset) {
        say("Choosing…");
        const answer = await post("/api/v1/label-samples",
            { dimension: data.dimension, count: Number(button.dataset.choose) });
        await load(-1);
        say(answer.added === 0 ? "There are no further calls with a score in the last 30 days."
            : answer.added + " samples were chosen.", answer.added === 0);
      }
    } catch (e) {
      say("Not saved: " + e.message, true);
    } finally {
      busy = false;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[type=button]");
    if (button) {
      act(button);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      return;
    }
    const writing = event.target.closest("input, textarea, select");
    if (writing) {
      if (event.key === "Escape") {
        writing.blur();
        content().focus({ preventScroll: true });
      }
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "c" && document.getElementById("more")) {
      document.getElementById("more").open = true;
      document.getElementById("comment").focus();
      event.preventDefault();
      return;
    }
    const button = key === "u" ? document.querySelector("[data-undo]:not([hidden])")
        : key === "arrowright" ? document.querySelector("[data-skip]")
        : /^[1-5yns]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null;
    if (button) {
      event.preventDefault();
      act(button);
    }
  });
})();
