/* A board that its reader asks: axes, ratio, filters and methods in colour, for chart, answer and table together.
   Lines come from static/board/<board>.js; the whole state stands in the address. */
"use strict";
(function () {
  var data = window.boardData, maths = window.boardMath, charts = window.boardChart, html = charts.html;
  var form = document.getElementById("filter"), home = document.getElementById("plots"), table = document.getElementById("lines");
  if (!data || !form || !table) return;
  var MEASURED = 3, CHANGE = 3 + data.changeCell, // the place of the column of changes
    RATIOS = ["compression", "speedup", "measured"], UPS = ["change", "score", "change5", "score5"];
  var FACETS = ["s", "src", "c", "peer"], SOURCES = ["own", "rerun", "quoted", "measured"];
  var answered = document.getElementById("best-table"), best = answered && window.boardAnswer.create(answered, data), legend = document.getElementById("legend"), output = form.elements.namedItem("count");
  var protocols = [], lines = data.rows.map(decode), drawn = null, tip = null, workings = null, waiting = [];
  var initial = {}, state = {};

  function decode(row, i) {
    var by = data.by[row[3]], measured = row[1] === MEASURED;
    if (measured && protocols.indexOf(by[0]) < 0) protocols.push(by[0]);
    return {
      i: i, series: row[0], source: row[1], by: by, href: measured ? root() + row[2] : root() + by[5] + "#" + row[2],
      name: row[4], variant: row[5], structure: row[6] < 0 ? null : data.structures[row[6]], klass: row[7],
      reasons: row[8].map(function (n) { return data.reasons[n]; }), notes: row[9], x: row[10], y: row[11], half: row[12],
      known: row[13] === 0 || row[13] === 1, rounding: row[13] === 3, drawn: !!(row[14] & 1), ranked: !!(row[14] & 2), aside: !!(row[14] & 4),
      curve: row[15], dash: measured ? Math.min(protocols.indexOf(by[0]), data.dashes - 1) : 0,
      cells: row[16].map(function (text) { var parts = text.split("\t"); return { text: parts[0], style: parts[1] || "" }; })
    };
  }

  function root() { return form.dataset.why.replace(/static\/.*$/, ""); }

  function list(found) { return Array.prototype.slice.call(found); }

  function field(name) { return form.elements.namedItem(name); }

  /* The state: what differs from the page as it came stands in the address. */

  function valueOf(line, facet) {
    if (facet === "src") return SOURCES[line.source];
    if (line.source === MEASURED) return null; // our own have no structure, class or review to choose by
    if (facet === "s") return line.structure;
    return facet === "c" ? line.klass : line.by[3] === null ? "" : line.by[3] ? "1" : "0";
  }

  function passes(line, without) {
    return FACETS.every(function (facet) {
      var chosen = state[facet], value = valueOf(line, facet);
      return facet === without || !chosen || value === null || chosen.indexOf(value) >= 0;
    }) && (!state.only || state.show.indexOf(line.series) >= 0) && (without === "years" || ofYear(line)) && (without === "k" || !state.k || (line.x[state.x] !== null && line.x[state.x] >= state.k));
  }

  function ofYear(line) { return line.by[2] === null || ((!state.from || line.by[2] >= state.from) && (!state.to || line.by[2] <= state.to)); }

  function filtered() { return FACETS.some(function (f) { return state[f]; }) || state.from || state.to || state.only; }

  function read() {
    state.x = Number(field("x").value);
    state.y = Number(field("y").value);
    state.k = Number(field("k").value) || 0;
    state.only = field("only").checked;
    FACETS.forEach(function (facet) {
      var boxes = list(form.querySelectorAll("input[name=" + facet + "]"));
      var on = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
      state[facet] = on.length === boxes.length ? null : on;
    });
    var from = field("from"), to = field("to");
    state.from = from && from.selectedIndex > 0 ? Number(from.value) : 0;
    state.to = to && to.selectedIndex < to.options.length - 1 ? Number(to.value) : 0;
  }

  function write() {
    field("x").value = String(state.x);
    field("y").value = String(state.y);
    field("only").checked = state.only;
    field("k").value = state.k ? list(field("k").options).map(function (o) { return o.value; }).filter(function (v) { return Number(v) === state.k; })[0] || "" : "";
    FACETS.forEach(function (facet) {
      list(form.querySelectorAll("input[name=" + facet + "]")).forEach(function (box) { box.checked = !state[facet] || state[facet].indexOf(box.value) >= 0; });
    });
    if (field("from")) {
      field("from").value = String(state.from || field("from").options[0].value);
      field("to").value = String(state.to || field("to").options[field("to").options.length - 1].value);
    }
  }

  function addressOf() {
    var parts = [], sort = rows.sort();
    if (state.x !== initial.x) parts.push("x=" + RATIOS[state.x]);
    if (state.y) parts.push("y=" + UPS[state.y]);
    if (state.k) parts.push("k=" + state.k);
    FACETS.forEach(function (facet) {
      if (state[facet]) parts.push(facet + "=" + state[facet].map(function (value) { return encodeURIComponent(value) || "~"; }).join(","));
    });
    if (state.from) parts.push("from=" + state.from);
    if (state.to) parts.push("to=" + state.to);
    if (state.show.join() !== initial.show.join()) parts.push("show=" + state.show.map(function (s) { return encodeURIComponent(data.series[s][2]); }).join(","));
    if (state.only) parts.push("only=1");
    if (sort) parts.push("sort=" + (sort.down ? "-" : "") + sort.column);
    return parts.length ? "#" + parts.join("&") : "";
  }

  function fromAddress() {
    state = { x: initial.x, y: 0, k: 0, s: null, src: null, c: null, peer: null, from: 0, to: 0, only: false, show: initial.show.slice() };
    rows.setSort(null);
    location.hash.slice(1).split("&").forEach(function (part) {
      var name = part.split("=")[0], values = part.slice(name.length + 1).split(",").map(plainText);
      if (name === "x" && field("x").querySelector("option[value='" + RATIOS.indexOf(values[0]) + "']:not(:disabled)")) state.x = RATIOS.indexOf(values[0]);
      if (name === "y" && UPS.indexOf(values[0]) >= 0 && UPS.indexOf(values[0]) < data.ups.length) state.y = UPS.indexOf(values[0]);
      if (name === "k" && data.thresholds.indexOf(Number(values[0])) >= 0) state.k = Number(values[0]);
      if (FACETS.indexOf(name) >= 0 && part.indexOf("=") > 0) state[name] = known(name, values);
      if ((name === "from" || name === "to") && field(name) && list(field(name).options).some(function (o) { return o.value === values[0]; })) state[name] = Number(values[0]);
      if (name === "only") state.only = values[0] === "1";
      if (name === "show") state.show = values.map(seriesCalled).filter(function (s) { return s >= 0; }).slice(0, 8);
      if (name === "sort" && /^-?\d+$/.test(values[0])) rows.setSort({ column: Math.abs(Number(values[0])), down: values[0].charAt(0) === "-" });
    });
    if (field("from") && state.from && state.to && state.from > state.to) state.to = 0;
    write();
    read();
  }

  function known(facet, values) {
    var boxes = list(form.querySelectorAll("input[name=" + facet + "]")).map(function (box) { return box.value; });
    return boxes.length ? values.map(function (v) { return v === "~" ? "" : v; }).filter(function (v) { return boxes.indexOf(v) >= 0; }) : null;
  }

  function plainText(text) { try { return decodeURIComponent(text); } catch (error) { return ""; } }

  function seriesCalled(key) { return data.series.map(function (s) { return s[2]; }).indexOf(key); }

  /* What is drawn, listed and answered. */

  function looks() {
    var found = {}, free = [];
    for (var n = 0; n < 8; n += 1) free.push([n, n]);
    state.show.forEach(function (s) { // who was in colour from the start keeps it
      var at = initial.show.indexOf(s);
      if (at >= 0) { found[s] = data.chosen[at]; free = free.filter(function (one) { return one[0] !== data.chosen[at][0]; }); }
    });
    state.show.forEach(function (s) { if (!found[s]) found[s] = free.shift(); });
    return found;
  }

  function marksOf(shown, x, y) {
    var halves = y < 2; // spreads on record are of the board's main number
    return shown.filter(function (l) { return l.drawn && l.x[x] !== null && typeof l.y[y] === "number"; }).map(function (l) {
      return {
        line: l, x: l.x[x], y: l.y[y], series: l.series, filled: l.source === MEASURED, ranked: l.ranked, known: l.known, key: l.i, name: l.name,
        half: halves && l.half !== null && !l.rounding ? l.half : null, curve: l.source === MEASURED ? l.curve + "m" : l.curve, dash: l.dash
      };
    });
  }

  /** Who competes: reported results, or our own means where nothing else is shown; nobody by measured speedup. */
  function competing(marks, x) {
    var reported = marks.filter(function (m) { return !m.filled; });
    return x === 2 ? [] : (reported.length ? reported : marks).filter(function (m) { return m.ranked; });
  }

  /** The band of the best at a ratio; the spreads on record are of the board's main number, `y` below 2. */
  function bandOf(marks, k, y) {
    return maths.band(marks.map(function (m) {
      var half = m.line.half === null || y > 1 ? 0 : m.line.half;
      return { x: m.x, y: m.y, half: half, key: m.line.href, mark: m };
    }), k).map(function (p) { return p.mark; });
  }

  var beatenBy = {}, banded = {}, colours = {};

  function compute(shown) {
    var marks = marksOf(shown, state.x, state.y), ranked = competing(marks, state.x);
    var corners = maths.frontier(ranked), strict = maths.frontier(ranked.filter(function (m) { return m.line.klass === "A" || m.filled; }));
    beatenBy = {};
    ranked.forEach(function (m) {
      var better = corners.indexOf(m) >= 0 ? null : maths.beaten(m, corners);
      beatenBy[m.line.i] = better ? { text: better.name, line: better.line } : { text: "frontier", line: null };
    });
    banded = {};
    if (state.k) bandOf(ranked, state.k, state.y).forEach(function (m) { banded[m.line.i] = true; });
    return { marks: marks, corners: corners, strict: strict };
  }

  function drawChart(found) {
    var up = data.ups[state.y], across = data.across[state.x];
    var title = up[0].charAt(0).toUpperCase() + up[0].slice(1) + " against " + across;
    drawn = charts.draw(home, {
      marks: found.marks, corners: found.corners, strict: found.strict, chosen: colours, title: title, yTitle: up[1], xTitle: across + ", log scale",
      label: title + ": " + found.marks.length + " marks; the same numbers stand in the table of results.",
      dots: state.x < 2 && !state.y && !filtered() ? data.swept[state.x] : [], points: data.points, zero: up[2], bare: !up[2], turn: up[2] ? 1 : data.turn, k: state.k, farBelow: data.farBelow
    });
    tip = drawn.area && window.boardTip.create(drawn, {
      data: data, up: up, choose: choose,
      reveal: function (line) { rows.reveal(line, shownNow()); },
      grey: function (series) { return !colours[series]; }
    });
  }

  function choose(series) {
    var at = state.show.indexOf(series);
    if (at >= 0) state.show.splice(at, 1);
    else state.show = state.show.slice(-7).concat([series]);
    update();
  }

  function drawLegend(shown) {
    legend.textContent = "";
    state.show.forEach(function (s) {
      var item = html("li", "", legend), button = html("button", "", item);
      button.type = "button";
      button.title = "Draw in grey";
      button.append(charts.symbol(colours[s], false));
      var text = html("span", "", button, data.series[s][0] + " ");
      html("span", "muted", text, String(shown.filter(function (l) { return l.series === s; }).length));
      button.setAttribute("aria-label", text.textContent + ": draw in grey"); // what is seen stands first in what is said
      button.addEventListener("click", function () { choose(s); });
      var page = html("a", "page", item, "page");
      page.href = root() + data.series[s][1];
      page.setAttribute("aria-label", "Page of " + data.series[s][0]);
    });
  }

  function countOptions() {
    FACETS.forEach(function (facet) {
      var counts = {};
      lines.forEach(function (l) { if (passes(l, facet)) { var v = valueOf(l, facet); counts[v] = (counts[v] || 0) + 1; } });
      list(form.querySelectorAll("input[name=" + facet + "]")).forEach(function (box) {
        var label = box.closest("label");
        label.querySelector("[data-count]").textContent = String(counts[box.value] || 0);
        label.classList.toggle("none", !counts[box.value]);
      });
    });
    var on = FACETS.filter(function (f) { return state[f]; }).length, words = document.getElementById("filters-on");
    if (words) words.textContent = on ? "(" + on + ")" : "";
  }

  function shownNow() { return lines.filter(function (l) { return passes(l); }); }

  function update(quiet) {
    var shown = shownNow();
    colours = looks();
    var found = compute(shown);
    drawChart(found);
    drawLegend(shown);
    if (best) best.draw(filtered(), function (x) {
      return marksOf(shown, x, 0).filter(function (m) { return m.ranked && !m.filled; });
    }, function (marks, k) { return bandOf(marks, k, 0); });
    countOptions();
    var address = addressOf();
    if (quiet && !address) rows.adopt();
    else rows.show(shown);
    output.value = shown.length === lines.length ? lines.length + " results" : shown.length + " of " + lines.length + " results" +
      (state.k ? ", " + Object.keys(banded).length + " in the best band at " + state.k + "× or more" : "");
    if (!quiet) {
      var where = address || location.pathname + location.search;
      if (address !== (/=/.test(location.hash) ? location.hash : "")) history.replaceState(null, "", where);
    }
  }

  function loadWhy(done) {
    if (workings) { done(workings); return; }
    waiting.push(done);
    if (waiting.length > 1) return;
    var script = document.createElement("script");
    script.src = form.dataset.why;
    script.onload = script.onerror = function () {
      workings = window.boardWhy || null;
      waiting.splice(0).forEach(function (one) { one(workings); });
    };
    document.head.appendChild(script);
  }

  function fillForm() {
    data.across.forEach(function (words, x) {
      var option = html("option", "", field("x"), words);
      option.value = String(x);
      option.disabled = !lines.some(function (l) { return l.drawn && l.x[x] !== null && typeof l.y[0] === "number"; });
      if (option.disabled) option.textContent += " (not reported here)";
    });
    data.ups.forEach(function (up, y) { html("option", "", field("y"), up[0]).value = String(y); });
    var names = document.getElementById("methods");
    data.series.forEach(function (s) { html("option", "", names).value = s[0]; });
    var first = list(field("x").options).filter(function (o) { return !o.disabled; })[0];
    initial = { x: first ? Number(first.value) : 0, show: data.chosen.map(function (_, n) { return n; }) };
  }

  var rows = window.boardTable.create(table, {
    lines: lines, change: CHANGE, cells: lines.length ? lines[0].cells.length : 0, root: root(), why: loadWhy,
    beaten: function (line) { return beatenBy[line.i]; },
    style: function (line) { return colours[line.series]; },
    inBand: function (line) { return !!banded[line.i]; },
    pointed: function (line) { if (tip) tip.ring(line); },
    changed: function () { update(); }
  });

  fillForm();
  fromAddress();
  var more = document.getElementById("more");
  if (more) more.remove();
  home.classList.add("live");
  form.hidden = false;
  update(true);
  form.addEventListener("change", function (event) {
    if (event.target.name === "show") {
      var at = data.series.map(function (s) { return s[0].toLowerCase(); }).indexOf(event.target.value.trim().toLowerCase());
      if (at >= 0) { event.target.value = ""; if (state.show.indexOf(at) < 0) choose(at); }
      return;
    }
    if (event.target.name === "k" || event.target.name === "x") rows.setSort(Number(field("k").value) ? { column: CHANGE, down: data.turn > 0 } : null);
    if (event.target.name === "from" && field("to").selectedIndex < field("from").selectedIndex) field("to").selectedIndex = field("from").selectedIndex;
    if (event.target.name === "to" && field("to").selectedIndex < field("from").selectedIndex) field("from").selectedIndex = field("to").selectedIndex;
    read();
    update();
  });
  field("none").addEventListener("click", function () { state.show = []; update(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function (event) {
    event.preventDefault();
    history.replaceState(null, "", location.pathname + location.search);
    fromAddress();
    update();
  });
  window.addEventListener("hashchange", function () {
    if (location.hash && !/=/.test(location.hash)) return; // a place on the page
    fromAddress();
    update();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && tip) tip.close();
  });
  var width = window.innerWidth;
  window.addEventListener("resize", function () {
    if (window.innerWidth !== width) { width = window.innerWidth; drawChart(compute(shownNow())); }
  });
})();
