// Keeps the parts of the page that change up to date. Without it the page is
// the same, and shows what was so when it was loaded.
"use strict";
(() => {
  const live = document.getElementById("live");
  const button = document.getElementById("pause");
  if (!live) return;
  const quick = 2000, slow = 10000, patience = 60; // looks without news before the pace slows
  let tag = "", quiet = 0, timer = 0, paused = false;

  // Only sections that differ are replaced, so that a selection, an opened
  // detail or the focus elsewhere stays where it is.
  function show(html) {
    const next = document.createElement("template");
    next.innerHTML = html;
    const fresh = new Map([...next.content.querySelectorAll("section[id]")].map((s) => [s.id, s]));
    const old = [...live.querySelectorAll("section[id]")];
    if (old.length !== fresh.size || old.some((s) => !fresh.has(s.id))) {
      live.replaceChildren(next.content);
      return;
    }
    for (const section of old) replace(section, fresh.get(section.id));
  }

  function replace(section, fresh) {
    const open = [...section.querySelectorAll("details")].map((d) => d.open);
    [...fresh.querySelectorAll("details")].forEach((d, i) => { if (i in open) d.open = open[i]; });
    if (section.isEqualNode(fresh)) return;
    const focused = section.contains(document.activeElement) ? reach(section).indexOf(document.activeElement) : -1;
    section.replaceWith(fresh);
    if (focused >= 0) reach(fresh)[focused]?.focus({ preventScroll: true });
  }

  const reach = (section) => [...section.querySelectorAll("a, summary, pre")];

  async function look() {
    try {
      const answer = await fetch(live.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status === 401) return location.reload();
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        quiet = 0;
        show(await answer.text());
      } else {
        quiet++;
      }
    } catch {
      quiet++; // Heed restarts, or the network is away: look again
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!paused && !document.hidden) timer = setTimeout(look, quiet < patience ? quick : slow);
  }

  document.addEventListener("visibilitychange", () => { quiet = 0; plan(); });
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.resume : button.dataset.pause;
    quiet = 0;
    plan();
  });
  plan();
})();
