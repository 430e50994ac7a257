/* The facets: each choice with how many results it would leave; what leads nowhere is dimmed, not removed. */
"use strict";
(function (explorer) {
  var ALL = 12; // facets with more values show the most frequent first
  var FIXED = ["kind", "structure", "class", "peer", "by", "role"]; // whose values have an order of their own
  var FEW = 8;
  var STEP = 40;
  var collator = new Intl.Collator("en", { numeric: true });

  explorer.element = function (tag, text, className) {
    var made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  /** As toLocaleString, which is too slow to be asked a hundred times in a row. */
  explorer.thousands = function (number) { return String(number).replace(/\B(?=(\d{3})+$)/g, ","); };

  function option(name, key, words, aside) {
    var label = explorer.element("label", undefined, "option");
    var box = explorer.element("input");
    box.type = "checkbox";
    box.name = name;
    box.value = key;
    var text = explorer.element("span", words, "words");
    if (aside) text.append(explorer.element("span", aside, "aside"));
    label.append(box, text, explorer.element("span", "", "uses"));
    return label;
  }

  function setOption(label, count, chosen) {
    label.firstChild.checked = chosen;
    label.lastChild.textContent = explorer.thousands(count);
    label.classList.toggle("nowhere", count === 0);
    label.classList.toggle("taken", chosen);
  }

  /** Put nodes into a box, keeping the focus where it is. */
  function fill(box, nodes) {
    var same = box.childNodes.length === nodes.length && nodes.every(function (node, i) { return box.childNodes[i] === node; });
    if (same) return;
    var active = document.activeElement;
    box.replaceChildren.apply(box, nodes);
    if (active && active !== document.activeElement && box.contains(active)) active.focus({ preventScroll: true });
  }

  /** What readers may look for in a facet: names, of papers their titles too. */
  function texts(store, name, facet) {
    return facet.names.map(function (text, i) {
      return (name === "paper" ? text + " " + store.raw.papers[2][i] : text).toLowerCase();
    });
  }

  /** One facet of checkboxes. */
  function choiceFacet(store, box, name, change) {
    var facet = store.facets[name];
    var list = box.querySelector(".options"), find = box.querySelector("input[type=search]"), more = box.querySelector(".more");
    var labels = [], limit = FEW, last = null;
    var used = facet.keys.map(function (key, i) { return i; });
    var long = used.length > ALL;
    var byName = FIXED.indexOf(name) >= 0 ? used : used.slice().sort(function (a, b) {
      return collator.compare(facet.names[a], facet.names[b]);
    });
    var words = long ? texts(store, name, facet) : [];
    find.hidden = !long;

    function labelOf(i) {
      if (!labels[i]) labels[i] = option(name, facet.keys[i], facet.names[i], name === "paper" ? store.raw.papers[2][i] : "");
      return labels[i];
    }

    /** All that were ever used; of many those that leave most, what is chosen in any case. */
    function shown(counts, chosen) {
      if (!long) return { those: byName.filter(function (i) { return store.totals[name][i] || chosen[i]; }), left: 0 };
      var wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      var order = byName.filter(function (i) {
        return chosen[i] || wanted.every(function (word) { return words[i].indexOf(word) >= 0; });
      }).sort(function (a, b) { return counts[b] - counts[a]; });
      var those = order.filter(function (i, place) { return place < limit || chosen[i]; });
      return { those: those, left: order.length - those.length };
    }

    function draw() {
      var chosen = {};
      last.state.facets[name].forEach(function (key) { chosen[facet.place(key)] = true; });
      var counts = last.result.counts[name], found = shown(counts, chosen);
      found.those.forEach(function (i) { setOption(labelOf(i), counts[i], Boolean(chosen[i])); });
      fill(list, found.those.map(labelOf));
      more.hidden = found.left === 0;
      more.textContent = "Show " + Math.min(STEP, found.left) + " of " + found.left + " more";
    }

    list.addEventListener("change", function (event) {
      var key = event.target.value;
      change(function (state) {
        state.facets[name] = facet.keys.filter(function (one) {
          return one === key ? event.target.checked : state.facets[name].indexOf(one) >= 0;
        });
      });
    });
    find.addEventListener("input", function () { limit = find.value ? STEP : FEW; draw(); });
    more.addEventListener("click", function () {
      var before = list.childNodes.length;
      limit += STEP;
      draw();
      if (list.childNodes[before]) list.childNodes[before].firstChild.focus();
    });
    return function (result, state) { last = { result: result, state: state }; draw(); };
  }

  /** Years from and to; each says how many results are of that year. */
  function yearFacet(store, box, change) {
    var from = box.querySelector("select[name=from]"), to = box.querySelector("select[name=to]");
    var years = Array.from(new Set(store.years)).filter(Boolean).sort();
    [from, to].forEach(function (select) {
      select.add(new Option("any", ""));
      years.forEach(function (year) { select.add(new Option(String(year), String(year))); });
      select.addEventListener("change", function () {
        change(function (state) {
          state.from = Number(from.value);
          state.to = Number(to.value);
          if (state.from && state.to && state.from > state.to) state.from = state.to = Number(select.value);
        });
      });
    });
    return function (result, state) {
      [from, to].forEach(function (select) {
        years.forEach(function (year, i) {
          select.options[i + 1].text = year + " (" + explorer.thousands(result.years[year] || 0) + ")";
        });
      });
      from.value = state.from || "";
      to.value = state.to || "";
    };
  }

  var WITH = {
    compression: "compression ratio", speedup: "theoretical speedup", timed: "measured speedup", change: "change of the score",
    spread: "spread over runs"
  };

  /** What rows must have, all of it; the number is how many would be left. */
  function withFacet(store, box, change) {
    var labels = explorer.WITH.map(function (what) { return option("with", what, WITH[what]); });
    fill(box.querySelector(".options"), labels);
    box.querySelector("input[type=search]").hidden = true;
    box.querySelector(".options").addEventListener("change", function () {
      change(function (state) {
        state["with"] = explorer.WITH.filter(function (what, i) { return labels[i].firstChild.checked; });
      });
    });
    return function (result, state) {
      explorer.WITH.forEach(function (what, i) {
        setOption(labels[i], result["with"][what], state["with"].indexOf(what) >= 0);
      });
    };
  }

  /** All facets of the form; the function returned brings up to date those that are unfolded, others once they are. */
  explorer.facets = function (store, form, change) {
    var fold = form.querySelector("details"), last = null;
    var parts = Array.from(form.querySelectorAll("[data-facet]")).map(function (box) {
      var name = box.getAttribute("data-facet");
      var update = name === "year" ? yearFacet(store, box, change)
        : name === "with" ? withFacet(store, box, change) : choiceFacet(store, box, name, change);
      box.addEventListener("toggle", draw);
      return { name: name, box: box, update: update, chosen: box.querySelector(".chosen"), drawn: null };
    });

    function draw() {
      parts.forEach(function (part) {
        if (!last || part.drawn === last || !part.box.open || !fold.open) return;
        part.update(last.result, last.state);
        part.drawn = last;
      });
    }
    fold.addEventListener("toggle", draw);
    return function (result, state) {
      last = { result: result, state: state };
      parts.forEach(function (part) {
        var chosen = part.name === "year" ? Number(Boolean(state.from || state.to))
          : part.name === "with" ? state["with"].length : state.facets[part.name].length;
        part.chosen.textContent = chosen ? "(" + chosen + ")" : "";
      });
      draw();
    };
  };

  /** Every filter that is set, in words, and what takes it away. */
  explorer.filters = function (store, state, titles) {
    var found = [];
    if (state.q.trim()) found.push({ text: "“" + state.q.trim() + "”", remove: function (s) { s.q = ""; } });
    Object.keys(store.facets).forEach(function (name) {
      state.facets[name].forEach(function (key) {
        var facet = store.facets[name], text = facet.names[facet.place(key)];
        found.push({ text: name === "kind" ? text : titles[name] + ": " + text, remove: function (s) {
          s.facets[name] = s.facets[name].filter(function (one) { return one !== key; });
        } });
      });
    });
    if (state.from || state.to) {
      var span = state.from === state.to ? state.from : (state.from || "…") + "–" + (state.to || "…");
      found.push({ text: "Year: " + span, remove: function (s) { s.from = s.to = 0; } });
    }
    state["with"].forEach(function (what) {
      found.push({ text: "With " + WITH[what], remove: function (s) {
        s["with"] = s["with"].filter(function (one) { return one !== what; });
      } });
    });
    return found;
  };
})(window.EXPLORER = window.EXPLORER || {});
