/* The view as it stands in the address: #dataset=imagenet&arch=resnet-50&sort=-compression,change */
"use strict";
(function (explorer) {
  /** A value as it reads in an address; a comma of its own is coded, since commas part values. */
  function coded(text) {
    return encodeURIComponent(text).replace(/%20/g, "+").replace(/%3A/g, ":").replace(/%2F/g, "/").replace(/%C3%97/g, "×");
  }

  function decoded(text) {
    try { return decodeURIComponent(text.replace(/\+/g, " ")); } catch (error) { return ""; }
  }

  explorer.emptyState = function (store) {
    var facets = {};
    Object.keys(store.facets).forEach(function (name) { facets[name] = []; });
    return { q: "", facets: facets, from: 0, to: 0, "with": [], sort: [], columns: explorer.COLUMNS_AT_FIRST.slice() };
  };

  /** Whether a fragment is a view and not a place on the page. */
  explorer.isState = function (hash) { return hash.length < 2 || hash.indexOf("=") > 0; };

  explorer.writeHash = function (state) {
    var parts = [];
    function put(name, values) { if (values.length) parts.push(name + "=" + values.map(coded).join(",")); }
    put("q", state.q.trim() ? [state.q.trim()] : []);
    Object.keys(state.facets).forEach(function (name) { put(name, state.facets[name]); });
    if (state.from || state.to) parts.push("year=" + (state.from || "") + "-" + (state.to || ""));
    put("with", state["with"]);
    put("sort", state.sort.map(function (one) { return (one.down ? "-" : "") + one.key; }));
    if (state.columns.join() !== explorer.COLUMNS_AT_FIRST.join()) parts.push("cols=" + state.columns.map(coded).join(","));
    return parts.length ? "#" + parts.join("&") : "";
  };

  function known(values, allowed) {
    return values.filter(function (value, i) { return allowed(value) && values.indexOf(value) === i; });
  }

  function readYears(state, text) {
    var found = /^(\d{4})?-(\d{4})?$/.exec(text);
    if (!found) return;
    state.from = Number(found[1] || 0);
    state.to = Number(found[2] || 0);
    if (state.from && state.to && state.from > state.to) state.to = state.from;
  }

  /** The view that a fragment describes; names and values that nothing here knows are passed over. */
  explorer.readHash = function (store, hash) {
    var state = explorer.emptyState(store);
    hash.replace(/^#/, "").split("&").forEach(function (part) {
      var cut = part.indexOf("="), name = part.slice(0, cut);
      if (cut < 1) return;
      var values = part.slice(cut + 1).split(",").map(decoded);
      if (name === "q") state.q = values.join(",");
      else if (name === "year") readYears(state, values[0]);
      else if (name === "with") state["with"] = known(values, function (v) { return explorer.WITH.indexOf(v) >= 0; });
      else if (name === "sort") state.sort = explorer.sortKeys(values);
      else if (name === "cols" && explorer.inOrder(values).some(function (key) { return values.indexOf(key) >= 0; })) {
        state.columns = explorer.inOrder(values);
      }
      else if (Object.prototype.hasOwnProperty.call(store.facets, name)) {
        state.facets[name] = known(values, function (v) { return store.facets[name].place(v) !== undefined; });
      }
    });
    return state;
  };

  /** Keys of a sort such as -compression,change: each column once. */
  explorer.sortKeys = function (values) {
    var seen = {};
    return values.map(function (value) {
      return { key: value.replace(/^-/, ""), down: value.charAt(0) === "-" };
    }).filter(function (one) {
      var fresh = explorer.COLUMNS.some(function (c) { return c.key === one.key; }) && !seen[one.key];
      seen[one.key] = true;
      return fresh;
    });
  };

  /** Columns in the order of the table, whatever order they are named in. */
  explorer.inOrder = function (keys) {
    return explorer.COLUMNS.map(function (c) { return c.key; }).filter(function (key) {
      return key === "method" || keys.indexOf(key) >= 0;
    });
  };

  /** A copy to change, so that what is drawn stays as it was until it is drawn anew. */
  explorer.copyState = function (state) { return JSON.parse(JSON.stringify(state)); };
})(window.EXPLORER = window.EXPLORER || {});
