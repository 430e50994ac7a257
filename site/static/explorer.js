/* The explorer of all results: filters, sorting, whole state in the address, CSV of the view.
   Data comes from results-data.js as columns; all text is put in place by textContent. */
"use strict";
(function () {
  var data = window.LEADERBOARD_RESULTS;
  var form = document.getElementById("explorer");
  if (!data || !form) return;
  var STEP = 500;
  var TOP1 = data.metrics.values.findIndex(function (one) { return one[2]; });
  var RATIOS = ["compression_ratio", "theoretical_speedup"];
  var columns = [
    { key: "method", head: "Method" }, { key: "architecture", head: "Architecture" },
    { key: "dataset", head: "Data set" }, { key: "paper", head: "Paper" }, { key: "variant", head: "Variant" },
    { key: "compression_ratio", head: "Compression", numeric: true },
    { key: "theoretical_speedup", head: "Speedup", numeric: true },
    { key: "dense", head: "Dense", numeric: true },
    { key: "pruned", head: "Pruned", numeric: true }, { key: "change", head: "Change", numeric: true },
    { key: "delta_top5", head: "Change|top-5", numeric: true },
    { key: "spread", head: "Spread|(runs)" }, { key: "class", head: "Class" }, { key: "notes", head: "Notes" }
  ];
  var facets = { dataset: data.datasets, architecture: data.architectures, method: data.methods, metric: data.metrics, structure: data.structures };
  var checks = ["compression", "speedup", "accuracy", "chosen"];
  var state = { sort: "", down: false, limit: STEP };
  var count = data.variants.length;
  var names = {
    method: function (i) { return data.methods.values[data.methods.of[i]][0]; },
    architecture: function (i) { return data.architectures.values[data.architectures.of[i]][0]; },
    dataset: function (i) { return data.datasets.values[data.datasets.of[i]][0]; },
    paper: function (i) { return data.papers.values[data.papers.of[i]][0]; },
    metric: function (i) { return data.metrics.values[data.metrics.of[i]][0]; },
    structure: function (i) { return data.structures.values[data.structures.of[i]][0]; },
    variant: function (i) { return data.variants[i]; },
    spread: function (i) { return data.spreads[i]; },
    class: function (i) { return data.classes[i] || "–"; },
    notes: function (i) { return data.flagged[i].map(function (f) { return data.flags[f][0]; }).join(" "); }
  };
  var searched = [];
  for (var i = 0; i < count; i++) {
    var title = data.papers.values[data.papers.of[i]][2];
    searched.push([names.method(i), names.architecture(i), names.dataset(i), names.paper(i), title, names.variant(i)].join(" ").toLowerCase());
  }

  function field(name) { return form.elements.namedItem(name); }

  /** The short text of a number or of one of the three blanks, as on the static pages. */
  function show(key, value, i) {
    if (value === null) return "–";
    if (value === "f") return "failed";
    if (value === "n") return "n/a";
    if (RATIOS.indexOf(key) >= 0) return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + "×";
    var digits = Math.abs(value) >= 1000 ? 0 : data.metrics.values[data.metrics.of[i]][1];
    var text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    if (key === "dense" || key === "pruned") return text;
    if (!/[1-9]/.test(text)) return text.replace("-", "");
    return (value > 0 ? "+" : "") + text.replace("-", "−");
  }

  function isNumber(value) { return typeof value === "number"; }

  /** Whether a result passes every filter but the facet named ``except``. */
  function passes(i, wanted, except) {
    for (var name in facets) {
      if (name !== except && wanted[name] && names[name](i) !== wanted[name]) return false;
    }
    if (wanted.compression && !isNumber(data.numbers.compression_ratio[i])) return false;
    if (wanted.speedup && !isNumber(data.numbers.theoretical_speedup[i])) return false;
    if (wanted.accuracy && !isNumber(data.numbers.change[i]) && !isNumber(data.numbers.delta_top5[i])) return false;
    if (wanted.chosen && data.roles[i] === 1) return false;
    return wanted.words.every(function (word) { return searched[i].indexOf(word) >= 0; });
  }

  function wantedNow() {
    var wanted = { words: field("q").value.toLowerCase().split(/\s+/).filter(Boolean) };
    Object.keys(facets).forEach(function (name) { wanted[name] = field(name).value; });
    checks.forEach(function (name) { wanted[name] = field(name).checked; });
    return wanted;
  }

  /** Fill a facet's choices with counts under the other filters. */
  function fillFacet(name, wanted) {
    var counts = {};
    for (var i = 0; i < count; i++) {
      if (passes(i, wanted, name)) counts[names[name](i)] = (counts[names[name](i)] || 0) + 1;
    }
    var chosen = wanted[name];
    if (chosen && !counts[chosen]) counts[chosen] = 0;
    var select = field(name);
    select.replaceChildren(new Option("all", ""));
    Object.keys(counts).sort(function (a, b) { return counts[b] - counts[a] || a.localeCompare(b, "en", { numeric: true }); })
      .forEach(function (text) { select.add(new Option(text + " (" + counts[text] + ")", text, false, text === chosen)); });
  }

  function ordered(found) {
    var column = columns.find(function (c) { return c.key === state.sort; });
    if (!column) return found;
    var values = column.numeric ? data.numbers[column.key] : null;
    return found.slice().sort(function (a, b) {
      if (values) {
        var x = isNumber(values[a]), y = isNumber(values[b]);
        if (!x || !y) return y - x || a - b;
        return (state.down ? values[b] - values[a] : values[a] - values[b]) || a - b;
      }
      var order = names[column.key](a).localeCompare(names[column.key](b), "en", { numeric: true });
      return (state.down ? -order : order) || a - b;
    });
  }

  function element(tag, text, className) {
    var made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function linked(text, href) {
    var link = element("a", text);
    link.href = href;
    return link;
  }

  function cellOf(column, i) {
    if (column.numeric) {
      var value = data.numbers[column.key][i];
      return element("td", show(column.key, value, i), "n" + (isNumber(value) ? "" : value === null ? " blank" : " other"));
    }
    var cell = element(column.key === "method" ? "th" : "td", undefined, column.key === "method" ? "first" : column.key === "spread" ? "n" : column.key === "notes" ? "f" : column.key === "class" ? "k" : column.key === "paper" ? "p" : column.key === "variant" ? "v" : undefined);
    if (column.key === "method") {
      cell.scope = "row";
      cell.appendChild(linked(names.method(i), data.methods.values[data.methods.of[i]][1]));
    } else if (column.key === "paper") {
      var paper = data.papers.values[data.papers.of[i]];
      var link = linked(paper[0], paper[1] + "#" + encodeURIComponent(data.anchors[i]));
      link.title = paper[2];
      cell.appendChild(link);
      if (paper[3]) cell.append(" ", element("span", paper[3], "badge"));
    } else if (column.key === "notes") {
      data.flagged[i].forEach(function (f) {
        var note = linked(data.flags[f][0], "definitions.html#flag-" + data.flags[f][1]);
        note.title = data.flags[f][1] + ": " + data.flags[f][2];
        cell.append(note, " ");
      });
    } else cell.textContent = names[column.key](i);
    if (column.key === "dataset" && data.metrics.of[i] !== TOP1) cell.append(" ", element("span", names.metric(i), "muted"));
    return cell;
  }

  function headOf(column) {
    var head = element("th", undefined, column.numeric || column.key === "spread" ? "n" : column.key === "method" ? "first" : "");
    head.scope = "col";
    if (state.sort === column.key) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    var button = element("button");
    column.head.split("|").forEach(function (words, i) { button.append(i ? document.createElement("br") : "", words); });
    button.type = "button";
    button.addEventListener("click", function () {
      state.down = state.sort === column.key ? !state.down : Boolean(column.numeric);
      state.sort = column.key;
      update();
    });
    head.appendChild(button);
    return head;
  }

  function draw(found) {
    var table = element("table", undefined, "results mixed");
    table.appendChild(element("caption", "Results that match, " + Math.min(state.limit, found.length) + " of " + found.length + " shown"));
    var line = table.createTHead().insertRow();
    columns.forEach(function (column) { line.appendChild(headOf(column)); });
    var body = table.createTBody();
    found.slice(0, state.limit).forEach(function (i) {
      var row = body.insertRow();
      if (data.aside[i]) row.className = "aside";
      columns.forEach(function (column) { row.appendChild(cellOf(column, i)); });
    });
    var box = element("div", undefined, "scroll fits");
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Results that match");
    box.tabIndex = 0;
    box.appendChild(table);
    var live = document.getElementById("live");
    live.replaceChildren(box);
    if (found.length > state.limit) {
      var more = element("button", "Show " + Math.min(STEP, found.length - state.limit) + " more");
      more.type = "button";
      more.addEventListener("click", function () { state.limit += STEP; update(); });
      live.appendChild(more);
    }
  }

  /** Text for a CSV cell; what a spreadsheet would take for a formula gets an apostrophe. */
  function csvCell(value) {
    if (value === null || value === undefined) return "";
    if (isNumber(value)) return String(value);
    var text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function save(found) {
    var lines = [columns.map(function (c) { return csvCell(c.key); }).concat("metric", "structure", "link").join(",")];
    found.forEach(function (i) {
      var paper = data.papers.values[data.papers.of[i]];
      lines.push(columns.map(function (c) {
        if (!c.numeric) return csvCell(names[c.key](i));
        var value = data.numbers[c.key][i];
        return value === "f" ? "failed" : value === "n" ? "n/a" : csvCell(value);
      }).concat(csvCell(names.metric(i)), csvCell(names.structure(i)), csvCell(paper[1] + "#" + data.anchors[i])).join(","));
    });
    var link = linked("", URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" })));
    link.download = "results.csv";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  function writeHash(wanted) {
    var parts = new URLSearchParams();
    if (field("q").value) parts.set("q", field("q").value);
    Object.keys(facets).forEach(function (name) { if (wanted[name]) parts.set(name, wanted[name]); });
    checks.forEach(function (name) { if (wanted[name]) parts.set(name, "1"); });
    if (state.sort) parts.set("sort", (state.down ? "-" : "") + state.sort);
    history.replaceState(null, "", "#" + parts.toString());
  }

  function readHash() {
    var parts = new URLSearchParams(location.hash.slice(1));
    field("q").value = parts.get("q") || "";
    Object.keys(facets).forEach(function (name) {
      var value = parts.get(name) || "";
      field(name).replaceChildren(new Option("all", ""));
      if (value) field(name).add(new Option(value, value, false, true));
    });
    checks.forEach(function (name) { field(name).checked = parts.get(name) === "1"; });
    var sort = parts.get("sort") || "";
    state.down = sort.charAt(0) === "-";
    state.sort = sort.replace(/^-/, "");
    state.limit = STEP;
  }

  var current = [];
  function update() {
    var wanted = wantedNow();
    Object.keys(facets).forEach(function (name) { fillFacet(name, wanted); });
    var found = [];
    for (var i = 0; i < count; i++) if (passes(i, wanted, "")) found.push(i);
    current = ordered(found);
    field("count").textContent = current.length.toLocaleString("en") + " of " + count.toLocaleString("en") + " results";
    writeHash(wanted);
    draw(current);
  }

  var timer = 0;
  form.addEventListener("input", function () {
    clearTimeout(timer);
    state.limit = STEP;
    timer = setTimeout(update, 120);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function (event) {
    event.preventDefault();
    history.replaceState(null, "", "#");
    readHash();
    update();
  });
  field("csv").addEventListener("click", function () { save(current); });
  window.addEventListener("hashchange", function () {
    if (!/^#note-/.test(location.hash)) { readHash(); update(); }
  });
  if (!/^#note-/.test(location.hash)) readHash();
  form.hidden = false;
  document.getElementById("static").hidden = true;
  document.getElementById("live").hidden = false;
  update();
})();
