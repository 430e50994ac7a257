/* Filters a board by structure and year: hides marks and rows, draws frontier and best table anew.
   Numbers come from the page's own JSON, texts and links from its table; the state is in the address. */
"use strict";
(function () {
  var form = document.getElementById("filter");
  var source = document.getElementById("board-data");
  if (!form || !source) return;
  var data = JSON.parse(source.textContent);
  var STATE = /^#(?=[sy]=)/;
  var boxes = list(form.querySelectorAll("input[name=structure]"));
  var from = form.elements.namedItem("from"), to = form.elements.namedItem("to");
  var years = list(from.options).map(function (option) { return Number(option.value); });
  var best = document.getElementById("best-table");
  var rows = {}; // table rows of results by their number
  list(document.querySelectorAll("table.results:not(.searches) tr[data-i]")).forEach(function (row) { rows[row.dataset.i] = row; });
  var total = Object.keys(rows).length;
  var before = new Map(); // frontiers and cells of the best table as the server drew them

  function list(found) { return Array.prototype.slice.call(found); }

  function wantedNow() {
    var wanted = { structures: boxes.map(function (box) { return box.checked; }), from: Number(from.value), to: Number(to.value) };
    wanted.all = wanted.structures.every(Boolean) && wanted.from <= years[0] && wanted.to >= years[years.length - 1];
    return wanted;
  }

  function ofYear(i, wanted) { return data.results[i][0] >= wanted.from && data.results[i][0] <= wanted.to; }

  function ofStructure(i, wanted) { return data.results[i][1] < 0 || wanted.structures[data.results[i][1]]; }

  /** Whether a result passes; what is not in the table and has no box of its own goes by its year alone. */
  function passes(i, wanted) { return ofYear(i, wanted) && ofStructure(i, wanted); }

  /** Points that no other is as good as in both numbers and better in one, by rising ratio; as analysis/frontier.py. */
  function frontier(points) {
    var kept = [];
    points.slice().sort(function (a, b) { return b[1] - a[1] || b[2] - a[2]; }).forEach(function (p) {
      var last = kept[kept.length - 1];
      if (!last || p[2] > last[2] || (p[1] === last[1] && p[2] === last[2])) kept.push(p);
    });
    return kept.reverse();
  }

  function placeOf(mark) {
    var use = mark.querySelector("use");
    return { x: use.getAttribute("x"), y: use.getAttribute("y") };
  }

  function steps(points, svg, left) {
    var path = "";
    points.forEach(function (p) {
      var mark = svg.querySelector("a.m[data-i='" + p[0] + "']");
      if (!mark || mark.querySelector(".cut")) return;
      var at = placeOf(mark);
      path += (path ? "V" + at.y : "M" + left + " " + at.y) + "H" + at.x;
    });
    return path;
  }

  function drawFrontier(svg, ranked, strict) {
    if (!before.has(svg)) before.set(svg, list(svg.querySelectorAll("path.frontier")));
    list(svg.querySelectorAll("path.frontier")).forEach(function (path) { path.remove(); });
    var left = /M([\d.]+)/.exec(svg.querySelector("path.zero").getAttribute("d"))[1];
    var both = steps(ranked, svg, left), only = steps(strict, svg, left);
    [[both, both === only ? "frontier" : "frontier wide"], [both === only ? "" : only, "frontier"]].forEach(function (one) {
      if (!one[0]) return;
      var path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", one[1]);
      path.setAttribute("d", one[0]);
      svg.querySelector("path.zero").after(path);
    });
  }

  function restoreFrontier(svg) {
    if (!before.has(svg)) return;
    list(svg.querySelectorAll("path.frontier")).forEach(function (path) { path.remove(); });
    before.get(svg).slice().reverse().forEach(function (path) { svg.querySelector("path.zero").after(path); });
  }

  function shown(id, wanted, strict) {
    return (data.charts[id] || []).filter(function (p) { return (!strict || p[3] === "A") && passes(p[0], wanted); });
  }

  function drawCharts(wanted) {
    Object.keys(data.charts).forEach(function (id) {
      var figure = document.getElementById(id);
      if (!figure) return;
      var ranked = frontier(shown(id, wanted)), strict = frontier(shown(id, wanted, true));
      var named = {};
      ranked.forEach(function (p) { named[p[0]] = true; });
      list(figure.querySelectorAll("svg")).forEach(function (svg) {
        list(svg.querySelectorAll("[data-i]")).forEach(function (mark) {
          var off = !passes(Number(mark.dataset.i), wanted) || (!wanted.all && mark.classList.contains("name") && !named[mark.dataset.i]);
          mark.classList.toggle("off", off);
        });
        list(svg.querySelectorAll("[data-of]")).forEach(function (curve) {
          curve.classList.toggle("off", !curve.dataset.of.split(" ").every(function (i) { return passes(Number(i), wanted); }));
        });
        if (wanted.all) restoreFrontier(svg); else drawFrontier(svg, ranked, strict);
      });
    });
  }

  function element(tag, text, className) {
    var made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function signed(value) {
    var digits = Math.abs(value) >= 1000 ? 0 : data.decimals;
    var text = Math.abs(value).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return /[1-9]/.test(text) ? (value < 0 ? "−" : "+") + text : text;
  }

  function ratio(value) {
    var digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }) + "×";
  }

  /** The best of some points at a ratio or more; several when they tie exactly. */
  function bestAt(points, least) {
    var reached = frontier(points).filter(function (p) { return p[1] >= least; });
    var top = Math.max.apply(null, reached.map(function (p) { return p[2]; }));
    return reached.filter(function (p) { return p[2] === top; });
  }

  function bestLine(points, strict) {
    var line = element("div", undefined, "best"), text = element("span"), classes = {};
    points.forEach(function (p, n) {
      var row = rows[p[0]], paper = row.querySelector(".p a");
      var link = element("a", row.cells[0].textContent.trim());
      link.setAttribute("href", paper.getAttribute("href"));
      text.append(n ? "; " : "", link, " ", element("span", paper.textContent, "muted"));
      classes[p[3]] = true;
    });
    var score = data.score ? data.score + " " + rows[points[0][0]].querySelectorAll("td.n")[3].textContent + " " : "";
    text.append(" ", element("span", score + "at " + ratio(points[0][1]) + ", class " + (strict ? "A" : Object.keys(classes).sort().join("/")), "muted"));
    line.append(element("b", signed(data.turn * points[0][2]), "strong"), " ", text);
    return line;
  }

  function drawBest(wanted) {
    if (!best) return;
    list(best.tBodies[0].rows).forEach(function (row) {
      data.best.forEach(function (id, n) {
        var cell = row.cells[n + 1];
        if (!before.has(cell)) before.set(cell, [cell.className, list(cell.childNodes)]);
        if (wanted.all) {
          cell.className = before.get(cell)[0];
          cell.replaceChildren.apply(cell, before.get(cell)[1]);
          return;
        }
        var least = Number(row.dataset.ratio);
        var found = bestAt(shown(id, wanted), least), strict = bestAt(shown(id, wanted, true), least);
        var same = found.length === strict.length && found.every(function (p, k) { return p === strict[k]; });
        cell.className = found.length ? "" : "muted";
        if (!found.length) cell.textContent = "no result";
        else cell.replaceChildren.apply(cell, [bestLine(found, same)].concat(strict.length && !same ? [bestLine(strict, true)] : []));
      });
    });
  }

  function drawRows(wanted) {
    var count = 0, methods = {};
    list(document.querySelectorAll("table.results tr[data-i]")).forEach(function (row) {
      var visible = passes(Number(row.dataset.i), wanted);
      row.classList.toggle("off", !visible);
      if (visible) methods[data.methods[data.results[row.dataset.i][2]]] = true;
      if (visible && rows[row.dataset.i] === row) count += 1;
    });
    list(document.querySelectorAll(".legend li[data-m]")).forEach(function (entry) {
      entry.classList.toggle("off", !methods[entry.dataset.m]);
    });
    form.elements.namedItem("count").textContent = count.toLocaleString("en") + " of " + total.toLocaleString("en") + " results";
  }

  /** Beside each option how many rows it has under the other filter. */
  function drawCounts(wanted) {
    var structures = boxes.map(function () { return 0; }), ofYears = {};
    Object.keys(rows).forEach(function (i) {
      var result = data.results[i];
      if (ofYear(i, wanted) && result[1] >= 0) structures[result[1]] += 1;
      if (ofStructure(i, wanted)) ofYears[result[0]] = (ofYears[result[0]] || 0) + 1;
    });
    boxes.forEach(function (box, n) { box.parentNode.querySelector("[data-count]").textContent = structures[n].toLocaleString("en"); });
    [from, to].forEach(function (select) {
      list(select.options).forEach(function (option) { option.textContent = option.value + " (" + (ofYears[option.value] || 0) + ")"; });
    });
  }

  function writeHash(wanted) {
    var parts = [];
    if (!wanted.structures.every(Boolean)) {
      parts.push("s=" + data.structures.filter(function (name, n) { return wanted.structures[n]; }).map(function (name) { return encodeURIComponent(name || "?").replace("%3A", ":").replace("%3F", "?"); }).join(","));
    }
    if (wanted.from > years[0] || wanted.to < years[years.length - 1]) parts.push("y=" + wanted.from + "-" + wanted.to);
    if (parts.length) history.replaceState(null, "", "#" + parts.join("&"));
    else if (STATE.test(location.hash)) history.replaceState(null, "", location.href.split("#")[0]);
  }

  function nearest(text, other) {
    return years.indexOf(Number(text)) >= 0 ? String(Number(text)) : String(other);
  }

  function readHash() {
    var wanted = {};
    if (STATE.test(location.hash)) {
      location.hash.slice(1).split("&").forEach(function (part) { wanted[part.charAt(0)] = part.slice(2); });
    }
    var names = "s" in wanted ? wanted.s.split(",").filter(Boolean).map(safely) : null;
    boxes.forEach(function (box) { box.checked = !names || names.indexOf(box.value) >= 0; });
    var range = (wanted.y || "").split("-");
    from.value = nearest(range[0], years[0]);
    to.value = nearest(range[1], years[years.length - 1]);
  }

  /** A structure's name in the address; a question mark stands for none. */
  function safely(text) {
    try { return text === "?" ? "" : decodeURIComponent(text); } catch (error) { return null; }
  }

  function update() {
    var wanted = wantedNow();
    drawRows(wanted);
    drawCounts(wanted);
    drawCharts(wanted);
    drawBest(wanted);
    writeHash(wanted);
  }

  form.addEventListener("change", function (event) {
    if (Number(from.value) > Number(to.value)) {
      if (event.target === from) to.value = from.value; else from.value = to.value;
    }
    update();
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function (event) {
    event.preventDefault();
    boxes.forEach(function (box) { box.checked = true; });
    from.value = String(years[0]);
    to.value = String(years[years.length - 1]);
    update();
  });
  window.addEventListener("hashchange", function () {
    if (STATE.test(location.hash)) { readHash(); update(); }
  });
  readHash();
  form.hidden = false;
  update();
})();
