/* The view as a CSV file: every column of every row that matches, with exact numbers. */
"use strict";
(function (explorer) {
  function named(facet) { return function (store, i) { return explorer.nameOf(store, facet, i); }; }

  function keyed(facet) {
    return function (store, i) {
      var one = store.facets[facet];
      return one.of[i] < 0 ? "" : one.keys[one.of[i]];
    };
  }

  /** A number with all its digits, or the word for a blank that is more than missing. */
  function number(name) {
    return function (store, i) {
      var value = store.numbers[name].at[i];
      return isNaN(value) ? { f: "failed", n: "n/a" }[store.numbers[name].blanks[i]] || "" : value;
    };
  }

  var FIELDS = [
    ["id", function (store, i) {
      var paper = store.raw.papers[0][store.raw.of.paper[i]];
      if (!store.measured(i)) return paper + ":" + store.anchors[i];
      return "measured:" + paper + "--" + store.raw.methods[0][store.raw.of.method[i]] + "--" + store.anchors[i];
    }],
    ["kind", keyed("kind")], ["method", function (store, i) { return store.method(i); }], ["variant", function (store, i) { return store.variant(i); }],
    ["architecture", named("arch")], ["dataset", named("dataset")], ["task", named("task")], ["metric", named("metric")],
    ["paper", function (store, i) { return store.paper(i); }], ["year", function (store, i) { return store.years[i] || ""; }],
    ["compression_ratio", number("compression")], ["theoretical_speedup", number("speedup")],
    ["measured_speedup", number("timed")], ["dense", number("dense")], ["pruned", number("pruned")], ["change", number("change")], ["delta_top5", number("top5")],
    ["spread", number("spread")], ["trials", number("trials")], ["class", function (store, i) {
      return keyed("class")(store, i).replace("none", "");
    }], ["structure", function (store, i) { return keyed("structure")(store, i).replace("none", ""); }],
    ["reported_by", keyed("by")], ["peer_reviewed", keyed("peer")], ["role", keyed("role")],
    ["flags", function (store, i) { return store.flags(i).map(function (flag) { return flag[1]; }).join(","); }],
    ["link", function (store, i) { return explorer.addresses.working(store, i); }]
  ];

  /** Text for a cell; what a spreadsheet would take for a formula gets an apostrophe. */
  function cell(value) {
    if (typeof value === "number") return String(value);
    var text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  explorer.csv = function (store, rows) {
    var lines = [FIELDS.map(function (field) { return field[0]; }).join(",")];
    rows.forEach(function (i) {
      lines.push(FIELDS.map(function (field) { return cell(field[1](store, i)); }).join(","));
    });
    return lines.join("\n") + "\n";
  };

  /** A name that says what is in the file: pruning-results-imagenet-resnet-50-2015-results.csv */
  explorer.csvName = function (state, rows) {
    var words = ["pruning-results"];
    if (state.q.trim()) words.push(state.q);
    Object.keys(state.facets).forEach(function (name) { words = words.concat(state.facets[name]); });
    if (state.from || state.to) words.push((state.from || "to") + "-" + (state.to || "on"));
    var name = words.concat(state["with"]).join("-").toLowerCase().replace(/[^a-z0-9.]+/g, "-").replace(/^-|-$/g, "");
    return name.slice(0, 100) + "-" + rows.length + (rows.length === 1 ? "-result" : "-results") + ".csv";
  };

  explorer.save = function (text, name) {
    var link = explorer.element("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  };
})(window.EXPLORER = window.EXPLORER || {});
