/* Which rows pass, how many each choice would leave, and in which order rows stand. */
"use strict";
(function (explorer) {
  explorer.WITH = ["compression", "speedup", "timed", "change", "spread"];

  /** For each word which entries of a list of texts hold it. */
  function marks(texts, words) {
    return words.map(function (word) {
      var found = new Uint8Array(texts.length);
      for (var i = 0; i < texts.length; i++) if (texts[i].indexOf(word) >= 0) found[i] = 1;
      return found;
    });
  }

  function lower(text) { return text.toLowerCase(); }

  /** Texts that the search looks at, each once, with the column that points at them. */
  function searched(store) {
    if (!store.searched) {
      var raw = store.raw;
      store.searched = [
        [store.facets.method.names, store.facets.method.of],
        [raw.papers[1].map(function (name, p) { return name + " " + raw.papers[2][p] + " " + raw.papers[3][p]; }), raw.of.paper],
        [store.facets.dataset.names, store.facets.dataset.of],
        [store.facets.arch.names, store.facets.arch.of],
        [raw.variants, raw.of.variant]
      ].map(function (pair) { return [pair[0].map(lower), pair[1]]; });
    }
    return store.searched;
  }

  /** Every word in any of the texts of a row: the name of its method, paper and title, data set, architecture, variant. */
  function searchTest(store, words) {
    var columns = searched(store).map(function (pair) { return { marks: marks(pair[0], words), of: pair[1] }; });
    return function (i) {
      for (var w = 0; w < words.length; w++) {
        var found = 0;
        for (var c = 0; c < columns.length && !found; c++) found = columns[c].marks[w][columns[c].of[i]];
        if (!found) return false;
      }
      return true;
    };
  }

  function facetTest(facet, keys) {
    var allowed = new Uint8Array(facet.keys.length);
    keys.forEach(function (key) { allowed[facet.place(key)] = 1; });
    return function (i) { return facet.of[i] >= 0 && allowed[facet.of[i]] === 1; };
  }

  /** The filters that are set; ``facet`` names the one whose counts do not depend on it. */
  function testsOf(store, state) {
    var tests = [];
    var words = lower(state.q).split(/\s+/).filter(Boolean);
    if (words.length) tests.push({ facet: "", passes: searchTest(store, words) });
    Object.keys(store.facets).forEach(function (name) {
      var chosen = state.facets[name];
      if (chosen.length) tests.push({ facet: name, passes: facetTest(store.facets[name], chosen) });
    });
    if (state.from || state.to) {
      tests.push({ facet: "year", passes: function (i) {
        var year = store.years[i];
        return year > 0 && (!state.from || year >= state.from) && (!state.to || year <= state.to);
      } });
    }
    state["with"].forEach(function (what) {
      tests.push({ facet: "", passes: function (i) { return store.has(what, i); } });
    });
    return tests;
  }

  /** Rows that pass every filter, and for each choice how many rows pass all filters but those of its own facet. */
  explorer.find = function (store, state) {
    var tests = testsOf(store, state), names = Object.keys(store.facets);
    var counts = {}, years = {}, has = {}, rows = [];
    names.forEach(function (name) { counts[name] = new Int32Array(store.facets[name].keys.length); });
    explorer.WITH.forEach(function (what) { has[what] = 0; });
    function count(name, i) {
      if (name === "year") years[store.years[i]] = (years[store.years[i]] || 0) + 1;
      else if (name && store.facets[name].of[i] >= 0) counts[name][store.facets[name].of[i]] += 1;
    }
    for (var i = 0; i < store.rows; i++) {
      var missed = 0, last = "";
      for (var t = 0; t < tests.length && missed < 2; t++) {
        if (!tests[t].passes(i)) { missed += 1; last = tests[t].facet; }
      }
      if (missed === 1) count(last, i);
      if (missed) continue;
      rows.push(i);
      for (var n = 0; n < names.length; n++) count(names[n], i);
      count("year", i);
      for (var w = 0; w < explorer.WITH.length; w++) if (store.has(explorer.WITH[w], i)) has[explorer.WITH[w]] += 1;
    }
    return { rows: rows, counts: counts, years: years, "with": has };
  };

  var collator = new Intl.Collator("en", { numeric: true });

  /** For words the place of each in alphabetical order; NaN for blanks, which stay last either way. */
  function ranks(names, of, inOrder) {
    var order = names.map(function (name, i) { return i; });
    if (!inOrder) order.sort(function (a, b) { return collator.compare(names[a], names[b]) || a - b; });
    var rank = new Float64Array(names.length), column = new Float64Array(of.length);
    order.forEach(function (name, place) { rank[name] = names[name] === "" ? NaN : place; });
    for (var i = 0; i < of.length; i++) column[i] = of[i] < 0 ? NaN : rank[of[i]];
    return column;
  }

  /** What a column sorts by, worked out when it is first asked for. */
  function sortValues(store, key) {
    store.sorted = store.sorted || {};
    if (store.sorted[key]) return store.sorted[key];
    var found;
    if (store.numbers[key]) found = store.numbers[key].at;
    else if (key === "year") found = Float64Array.from(store.years, function (year) { return year || NaN; });
    else if (key === "variant") found = ranks(store.raw.variants, store.raw.of.variant);
    else if (key === "notes") found = Float64Array.from(store.raw.of.flags, function (set) { return store.raw.flagged[set].length; });
    else if (key === "class") {
      found = Float64Array.from(store.raw.of["class"], function (c) { return store.raw.classes[0][c] === "none" ? NaN : c; });
    } else found = ranks(store.facets[key].names, store.facets[key].of, key === "structure");
    store.sorted[key] = found;
    return found;
  }

  /** Rows by the first key, then by the next; blanks last; rows that agree in all keep the order of the data. */
  explorer.order = function (store, rows, keys) {
    if (!keys.length) return rows;
    var columns = keys.map(function (one) { return { at: sortValues(store, one.key), sign: one.down ? -1 : 1 }; });
    return rows.slice().sort(function (a, b) {
      for (var k = 0; k < columns.length; k++) {
        var x = columns[k].at[a], y = columns[k].at[b];
        if (x === y) continue;
        if (x !== x || y !== y) {
          if (x !== x && y !== y) continue;
          return x !== x ? 1 : -1;
        }
        return (x - y) * columns[k].sign;
      }
      return a - b;
    });
  };
})(window.EXPLORER = window.EXPLORER || {});
