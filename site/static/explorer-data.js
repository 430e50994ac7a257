/* The explorer's data: columns of positions and numbers, what can be chosen, and how texts and addresses read. */
"use strict";
(function (explorer) {
  var RATIOS = ["compression", "speedup", "timed"];
  var SCORES = ["dense", "pruned", "spread"];
  var OWN = "measured here";
  var texts = window.numberText;

  function choices(keys, names, of) {
    var place = {};
    keys.forEach(function (key, i) { place["=" + key] = i; });
    return { keys: keys, names: names, of: of, place: function (key) { return place["=" + key]; } };
  }

  function each(of, value) {
    var column = new Int32Array(of.length);
    for (var i = 0; i < of.length; i++) column[i] = value(of[i]);
    return column;
  }

  /** A column of numbers with NaN for blanks; which blank it is stands apart, since almost none needs it. */
  function numbers(listed) {
    var column = { at: new Float64Array(listed.length), blanks: {} };
    listed.forEach(function (value, i) {
      column.at[i] = typeof value === "number" ? value : NaN;
      if (typeof value === "string") column.blanks[i] = value;
    });
    return column;
  }

  /** Anchors from steps between numbers; a text is the anchor itself. */
  function anchors(coded) {
    var last = 0;
    return coded.map(function (step) { return typeof step === "number" ? String(last += step) : step; });
  }

  /** Everything the other parts ask for, from the columns of results-data.js. */
  explorer.decode = function (raw) {
    var of = raw.of, papers = raw.papers, methods = raw.methods, values = {};
    Object.keys(raw.numbers).forEach(function (name) { values[name] = numbers(raw.numbers[name]); });
    var measured = papers[3].map(function (kind) { return kind === OWN; });
    var facets = {
      kind: choices(["reported", "measured"], ["reported by a paper", OWN], each(of.paper, function (p) { return measured[p] ? 1 : 0; })),
      dataset: choices(raw.datasets[0], raw.datasets[1], of.dataset),
      arch: choices(raw.architectures[0], raw.architectures[1], of.architecture),
      method: choices(raw.names[0], raw.names[1], each(of.method, function (m) { return methods[1][m]; })),
      structure: choices(raw.structures[0], raw.structures[1], of.structure),
      "class": choices(raw.classes[0], raw.classes[1], of["class"]),
      task: choices(raw.tasks[0], raw.tasks[1], each(of.dataset, function (d) { return raw.datasets[2][d]; })),
      metric: choices(raw.metrics[0], raw.metrics[1], of.metric),
      paper: choices(papers[0], papers[1], of.paper),
      peer: choices(["yes", "no", "unknown"], ["at a venue that reviews", "not reviewed", "not on record"], each(of.paper, function (p) {
        return measured[p] ? -1 : papers[5][p] === null ? 2 : 1 - papers[5][p];
      })),
      by: choices(raw.by[0], raw.by[1], of.by),
      role: choices(raw.roles[0], raw.roles[1], of.role)
    };
    return {
      rows: raw.rows, facets: facets, numbers: values, raw: raw, anchors: anchors(raw.anchors),
      years: each(of.paper, function (p) { return papers[4][p] || 0; }),
      measured: function (i) { return measured[of.paper[i]]; },
      flags: function (i) { return raw.flagged[of.flags[i]].map(function (f) { return raw.flags[f]; }); },
      method: function (i) { return methods[2][of.method[i]] || raw.names[1][methods[1][of.method[i]]]; },
      variant: function (i) { return raw.variants[of.variant[i]]; },
      /** What rows call a paper; a protocol goes by its own name there, since the row has the network beside it. */
      paper: function (i) { return papers[6][of.paper[i]] || papers[1][of.paper[i]]; },
      title: function (i) { return papers[2][of.paper[i]]; },
      kind: function (i) { return papers[3][of.paper[i]]; },
      /** Has a value that a filter may ask for: ratio, speedup, change, spread. */
      has: function (what, i) {
        var known = !isNaN(values[what].at[i]);
        return known || (what === "change" && !isNaN(values.top5.at[i]));
      }
    };
  };

  /** The name of what a row has in a facet, "" where it has none. */
  explorer.nameOf = function (store, facet, i) {
    var one = store.facets[facet];
    return one.of[i] < 0 ? "" : one.names[one.of[i]];
  };

  function page(store, folder, key) {
    var odd = store.raw.pages[folder + "/" + key];
    return odd === undefined ? folder + "/" + key + ".html" : odd;
  }

  explorer.addresses = {
    /** The row on its paper's page, with its working; of our own runs the page that lists them. */
    working: function (store, i) {
      var of = store.raw.of, paper = store.raw.papers[0][of.paper[i]];
      if (store.measured(i)) return "run/" + paper + "--" + store.raw.methods[0][of.method[i]] + ".html";
      return page(store, "paper", paper) + "#r-" + encodeURIComponent(store.anchors[i]).replace(/%3A/g, ":").replace(/%2B/g, "+");
    },
    method: function (store, i) {
      return store.measured(i) ? "" : page(store, "method", store.raw.methods[0][store.raw.of.method[i]]);
    },
    board: function (store, i) {
      var raw = store.raw, metric = raw.metrics[0][raw.of.metric[i]];
      var key = raw.datasets[0][raw.of.dataset[i]] + "--" + raw.architectures[0][raw.of.architecture[i]];
      return page(store, "board", key + (metric === "top1" ? "" : "--" + metric));
    }
  };

  /** The short text of a number or of one of the three blanks, as on the static pages. */
  explorer.show = function (store, name, i) {
    var value = store.numbers[name].at[i];
    if (isNaN(value)) return { f: "failed", n: "n/a" }[store.numbers[name].blanks[i]] || "–";
    if (RATIOS.indexOf(name) >= 0) return texts.ratio(value);
    var decimals = store.raw.metrics[2][store.raw.of.metric[i]];
    return SCORES.indexOf(name) >= 0 ? texts.plain(value, decimals) : texts.signed(value, decimals);
  };

  /** One standard deviation and the number of runs behind it: ±0.30 (3). */
  explorer.spread = function (store, i) {
    var known = !isNaN(store.numbers.spread.at[i]), trials = store.numbers.trials.at[i];
    var single = store.flags(i).some(function (flag) { return flag[1] === "single-run"; });
    var runs = !isNaN(trials) ? String(trials) : single ? "1" : "";
    if (!known && !runs) return "–";
    return (known ? "±" + explorer.show(store, "spread", i) : "?") + " (" + (runs || "?") + ")";
  };
})(window.EXPLORER = window.EXPLORER || {});
