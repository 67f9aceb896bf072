// Draws the charts. Their figures are those of the table beside them: what a head
// cell names by data-plot is drawn from its column. Without this script the tables
// remain, and so does everything they say.
"use strict";
(() => {
  const lang = document.documentElement.lang;
  const ink = document.createElement("i"); // resolves the style sheet's colours
  ink.hidden = true;
  document.body.append(ink);
  const colour = (name) => { ink.style.color = `var(--${name})`; return getComputedStyle(ink).color; };

  const number = (options) => new Intl.NumberFormat(lang, options);
  const units = {
    share: (x) => number({ style: "percent" }).format(x),
    percent: (x) => number({ style: "percent", maximumFractionDigits: 1 }).format(x / 100),
    ease: (x) => number({ maximumFractionDigits: 1 }).format(x),
    points: (x) => number({ maximumFractionDigits: 0, signDisplay: "negative" }).format(x),
    answers: (x) => number({ maximumFractionDigits: 0 }).format(x),
    money: (x, figure) => number({ style: "currency", currency: figure.dataset.currency, notation: "compact", maximumSignificantDigits: 3 }).format(x),
  };
  const ranges = { share: [0, 1] };

  const day = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(lang, { month: "short", year: "2-digit", timeZone: "UTC" });
  const dates = (u, splits, axis, space, step) => splits.map((s) => (step >= 27 * 86400 ? month : day).format(s * 1000));

  // read takes the columns of a table that are drawn.
  function read(figure) {
    const table = figure.querySelector("table");
    const at = Object.fromEntries([...table.tHead.rows[0].cells].map((c, i) => [c.dataset.plot, i]).filter(([name]) => name));
    const rows = [...table.tBodies[0].rows];
    const value = (row, name) => {
      const text = at[name] === undefined ? "" : row.cells[at[name]].querySelector("data")?.value;
      return text ? Number(text) : null;
    };
    return {
      x: rows.map((r) => Date.parse(r.cells[at.x].querySelector("time").dateTime) / 1000),
      value: rows.map((r) => value(r, "value")),
      low: rows.map((r) => value(r, "low")),
      high: rows.map((r) => value(r, "high")),
      late: rows.map((r) => "late" in r.dataset),
      mark: rows.map((r) => at.mark === undefined ? "" : r.cells[at.mark].dataset.mark || ""),
    };
  }

  // zones colours the stretches between the lines where bands are entered.
  const zones = (figure) => (u) => {
    const lines = (figure.dataset.zones || "").split(" ").filter(Boolean).map((z) => z.split(":"));
    const { left, width } = u.bbox;
    lines.forEach(([band, from], i) => {
      const top = u.valToPos(Math.min(lines[i + 1]?.[1] ?? Infinity, u.scales.y.max), "y", true);
      const bottom = u.valToPos(Math.max(Number(from), u.scales.y.min), "y", true);
      if (top >= bottom) return;
      u.ctx.fillStyle = colour(band + "-bg");
      u.ctx.globalAlpha = .55;
      u.ctx.fillRect(left, top, width, bottom - top);
      u.ctx.globalAlpha = 1;
    });
  };

  // whiskers draws each point's interval.
  const whiskers = (drawn) => (u) => {
    const { ctx } = u, r = devicePixelRatio;
    ctx.strokeStyle = colour("series");
    ctx.lineWidth = r;
    drawn.x.forEach((at, i) => {
      if (drawn.low[i] == null || drawn.high[i] == null) return;
      const x = Math.round(u.valToPos(at, "x", true)), low = u.valToPos(drawn.low[i], "y", true), high = u.valToPos(drawn.high[i], "y", true);
      ctx.beginPath();
      ctx.moveTo(x, low);
      ctx.lineTo(x, high);
      for (const end of [low, high]) { ctx.moveTo(x - 4 * r, end); ctx.lineTo(x + 4 * r, end); }
      ctx.stroke();
    });
  };

  // marks draws an upright line wherever a row is marked.
  const marks = (drawn) => (u) => {
    const { top, height } = u.bbox, { ctx } = u, r = devicePixelRatio;
    ctx.strokeStyle = ctx.fillStyle = colour("soft");
    ctx.lineWidth = r;
    ctx.font = `${11 * r}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    let last = Infinity;
    for (let i = drawn.x.length - 1; i >= 0; i--) {
      if (!drawn.mark[i]) continue;
      const x = u.valToPos(drawn.x[i], "x", true);
      ctx.beginPath();
      ctx.setLineDash([2 * r, 3 * r]);
      ctx.moveTo(x, top);
      ctx.lineTo(x, top + height);
      ctx.stroke();
      if (last - x > 90 * r) ctx.fillText(drawn.mark[i], x - 4 * r, top + 12 * r);
      last = x;
    }
    ctx.setLineDash([]);
  };

  const split = (drawn, late) => drawn.value.map((v, i) => drawn.late[i] === late || (late && drawn.late[i - 1]) ? v : null);

  function options(figure, drawn, width) {
    const say = (x) => units[figure.dataset.unit](x, figure);
    const fixed = figure.dataset.range ? figure.dataset.range.split(" ").map(Number) : ranges[figure.dataset.unit];
    const line = { stroke: colour("series"), width: 2, points: { show: true, size: 6, fill: colour("card") } };
    const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const bounds = { stroke: "transparent", width: 0, points: { show: false }, spanGaps: true };
    return {
      width, height: Number(figure.dataset.height || 180), legend: { show: false }, cursor: { drag: { x: false, y: false }, y: false },
      tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "Etc/UTC"),
      scales: { y: { range: (u, low, high) => fixed || [Math.min(0, low ?? 0), (high || 1) * 1.1] } },
      axes: [{ ...axis, values: dates, space: 60, size: 28 }, { ...axis, values: (u, splits) => splits.map(say), size: 58, space: 28 }],
      series: [{}, { ...line, dash: [5, 4], points: { show: false } }, { ...line, spanGaps: figure.dataset.gaps !== undefined }, bounds, bounds],
      bands: [{ series: [4, 3], fill: colour("spread") }],
      hooks: { drawClear: [zones(figure)], draw: [whiskers(drawn), marks(drawn)], setCursor: [(u) => point(figure, u, drawn, say)] },
    };
  }

  // point says in the chart's own words what the cursor is at.
  function point(figure, u, drawn, say) {
    const i = u.cursor.idx, note = figure.querySelector(".readout");
    if (i == null || drawn.value[i] == null) { note.textContent = ""; return; }
    const spread = drawn.low[i] == null ? "" : ` (${say(drawn.low[i])} – ${say(drawn.high[i])})`;
    note.textContent = `${new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeZone: "UTC" }).format(drawn.x[i] * 1000)}: ${say(drawn.value[i])}${spread}`;
  }

  const charts = new Map();

  function draw(figure) {
    charts.get(figure)?.destroy();
    const plot = figure.querySelector(".plot"), drawn = read(figure);
    if (drawn.x.length < 2 || !plot.clientWidth) return; // one point is no line
    plot.replaceChildren();
    const note = document.createElement("p");
    note.className = "readout";
    plot.append(note);
    charts.set(figure, new uPlot(options(figure, drawn, plot.clientWidth), [drawn.x, split(drawn, true), split(drawn, false), drawn.low, drawn.high], plot));
  }

  function drawAll() {
    for (const figure of charts.keys()) if (!figure.isConnected) { charts.get(figure).destroy(); charts.delete(figure); }
    document.querySelectorAll("figure[data-chart]").forEach((figure) => { if (!charts.has(figure)) draw(figure); });
  }
  const redraw = () => document.querySelectorAll("figure[data-chart]").forEach(draw);

  let soon = 0, wide = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === wide) return;
    wide = innerWidth;
    cancelAnimationFrame(soon);
    soon = requestAnimationFrame(redraw);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  // Paper is white.
  const root = document.documentElement;
  let worn = "";
  addEventListener("beforeprint", () => { worn = root.dataset.theme; root.dataset.theme = "light"; redraw(); });
  addEventListener("afterprint", () => { root.dataset.theme = worn; redraw(); });
  document.addEventListener("heed:news", drawAll);
  drawAll();
})();
