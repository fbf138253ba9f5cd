// SPDX-License-Identifier: Apache-2.0
"use strict";
(() => {
  const status = document.getElementById("status");
  const actor = document.getElementById("actor");
  const say = (text) => { status.textContent = text; };

  // forms need this script, so they are hidden until it runs
  for (const part of document.querySelectorAll("[data-script]")) {
    part.hidden = false;
  }
  if (actor) {
    actor.value = localStorage.getItem("plumbline-actor") || "";
    actor.addEventListener("change", () => localStorage.setItem("plumbline-actor", actor.value));
  }
  const said = sessionStorage.getItem("plumbline-said");
  if (said) {
    sessionStorage.removeItem("plumbline-said");
    say(said);
    document.getElementById("content").focus();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-post]");
    if (!form) {
      return;
    }
    event.preventDefault();
    const body = { actor: actor.value.trim() || "page" };
    for (const field of form.querySelectorAll("input[name]")) {
      if (field.value.trim()) {
        body[field.name] = field.value.trim();
      }
    }
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => { button.disabled = true; });
    try {
      const response = await fetch(form.dataset.post, {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body) });
      const answer = await response.json();
      if (!response.ok) {
        throw new Error(answer.detail);
      }
      sessionStorage.setItem("plumbline-said", form.dataset.said);
      location.reload();
    } catch (e) {
      buttons.forEach((button) => { button.disabled = false; });
      say("Not done: " + e.message);
    }
  });
})();
