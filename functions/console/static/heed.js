// What pages gain from a script: news without a reload, and keys. Without it they
// are the same, and show what was so when they were loaded.
"use strict";

// On a narrow screen the tabs scroll: the one in use is brought into sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Live: the parts that change are looked for every two seconds. What is unchanged
// is answered 304, and nothing is asked while nobody looks.
(() => {
  const live = document.getElementById("live");
  const button = document.getElementById("pause");
  const busy = document.getElementById("busy"), lost = document.getElementById("lost");
  if (!live || !live.dataset.live) return;
  const quick = 2000, slow = 10000, patience = 60; // looks without news before the pace slows
  const long = 1000, endless = 20000; // a look that takes longer says so; one that takes as long is given up
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  let tag = "", quiet = 0, timer = 0, paused = false, last = Date.now(), missed = 0;
  const source = new WeakMap(); // a section as it came, before charts were drawn into it

  const remember = (section) => source.set(section, section.outerHTML);
  live.querySelectorAll("section[id]").forEach(remember);

  // Only sections that differ are replaced, so that a selection, an opened
  // detail or the focus elsewhere stays where it is.
  function show(html) {
    const next = document.createElement("template");
    next.innerHTML = html;
    const fresh = new Map([...next.content.querySelectorAll("section[id]")].map((s) => [s.id, s]));
    const old = [...live.querySelectorAll("section[id]")];
    if (old.length !== fresh.size || old.some((s) => !fresh.has(s.id))) {
      live.replaceChildren(next.content);
      live.querySelectorAll("section[id]").forEach(remember);
    } else {
      for (const section of old) replace(section, fresh.get(section.id));
    }
    document.dispatchEvent(new Event("heed:news"));
  }

  function replace(section, fresh) {
    if (source.get(section) === fresh.outerHTML) return;
    remember(fresh);
    const open = [...section.querySelectorAll("details")].map((d) => d.open);
    [...fresh.querySelectorAll("details")].forEach((d, i) => { if (i in open) d.open = open[i]; });
    const focused = section.contains(document.activeElement) ? reach(section).indexOf(document.activeElement) : -1;
    const [x, y] = [scrollX, scrollY];
    section.replaceWith(fresh);
    scrollTo(x, y);
    if (focused >= 0) reach(fresh)[focused]?.focus({ preventScroll: true });
  }

  const reach = (section) => [...section.querySelectorAll("a, summary, pre, button, input, select")];

  async function look() {
    const late = setTimeout(wait, long, true);
    try {
      const answer = await fetch(live.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", signal: AbortSignal.timeout(endless) });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return location.reload(); // the page says why
      if (answer.status !== 200 && answer.status !== 304) throw new Error(answer.status);
      quiet = answer.status === 200 ? 0 : quiet + 1;
      if (answer.status === 200) {
        const news = await answer.text();
        tag = answer.headers.get("ETag") || "";
        show(news);
      }
      found();
    } catch {
      miss(); // Heed restarts, or the network is away: look again
    } finally {
      clearTimeout(late);
      wait(false);
    }
    plan();
  }

  function wait(long) {
    live.setAttribute("aria-busy", long);
    busy.hidden = !long;
  }

  function found() {
    [last, missed] = [Date.now(), 0];
    lost.textContent = "";
  }

  // miss says since when nothing was heard, once that is no mere hiccup.
  function miss() {
    quiet++;
    if (++missed > 1) lost.textContent = lost.dataset.since.replace("{1}", clock.format(last));
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

// Keys: / searches, j and k walk through rows, digits open pages, ? helps. Whoever
// dictates to the browser can switch them off.
(() => {
  const dialog = document.getElementById("keys");
  const help = document.getElementById("help");
  if (!dialog || !help) return;
  const chosen = document.getElementById("shortcuts");
  const remembered = (() => { try { return localStorage.getItem("shortcuts"); } catch { return null; } })();
  chosen.checked = remembered !== "off";
  chosen.addEventListener("change", () => { try { localStorage.setItem("shortcuts", chosen.checked ? "on" : "off"); } catch { /* then they are on again next time */ } });
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());

  function step(by) {
    const rows = [...document.querySelectorAll("[data-rows] th[scope=row] a")];
    const at = rows.findIndex((a) => a.closest("tr").contains(document.activeElement));
    rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  }

  const keys = {
    "/": () => { const s = document.getElementById("search"); s.focus(); s.select(); },
    j: () => step(1),
    k: () => step(-1),
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (e) => {
    const typing = e.target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (!chosen.checked || typing || e.ctrlKey || e.metaKey || e.altKey) return;
    const tab = document.querySelectorAll(".tabs a")[e.key - 1];
    const act = keys[e.key] || (tab && (() => tab.click()));
    if (!act) return;
    e.preventDefault();
    act();
  });
})();
