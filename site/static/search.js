/* The search in the header. Its list of names comes from a classic script that loads when somebody first needs it. */
"use strict";
(function () {
  var MOST = 12, MOST_OF_A_KIND = 5;
  var holder = document.querySelector(".search[data-root]");
  var input = document.getElementById("search");
  if (!holder || !input) return;
  var box = input.parentNode;
  var list = document.getElementById("search-list");
  var root = holder.dataset.root;
  var entries = null, asked = false, shown = [], active = -1;

  holder.querySelector("a").hidden = true;
  box.hidden = false;

  /** Lower case without accents. */
  function plain(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  /** Without anything but letters and digits: resnet50 finds ResNet-50. */
  function squashed(text) {
    return plain(text).replace(/[^\p{L}\p{N}]+/gu, "");
  }

  /** An entry: `weight` (papers that use or cite it) orders equals, `names` are what an exact match counts for, `more` is searched too. */
  function entry(kind, text, path, weight, aside, names, more) {
    var all = [text].concat(names, more || []);
    return {
      kind: kind, text: text, path: path, weight: weight, aside: aside,
      names: names.map(squashed), text_: plain(text), flat: squashed(all.join(" ")), full: plain(all.join(" "))
    };
  }

  function pageOf(one, at) {
    return one.length > at ? one[at] : one[0].toLowerCase().replace(/ /g, "-");
  }

  /** The coded names of search_data.py as a flat list. */
  function decode(data) {
    var found = [];
    data.boards.forEach(function (one) {
      var dataset = data.datasets[one[0]], architecture = data.architectures[one[1]];
      var metric = one.length > 3 && one[3] !== null ? data.metrics[one[3]] : null;
      var parts = [pageOf(dataset, 2), pageOf(architecture, 2)].concat(metric ? [metric[1]] : []);
      var text = architecture[0] + " on " + dataset[0] + (metric ? ", " + metric[0] : "");
      var kind = "board, " + (one[2] === 1 ? "1 paper" : one[2] + " papers");
      found.push(entry(kind, text, "board/" + (one.length > 4 ? one[4] : parts.join("--")), one[2], "", [architecture[0], dataset[0]]));
    });
    data.papers.forEach(function (one) {
      found.push(entry("paper", one[0], "paper/" + one[2], one[3], one[1], [one[0], one[1]]));
    });
    data.methods.forEach(function (one) {
      var paper = data.papers[one[1]];
      var page = one[2].charAt(0) === "*" ? paper[2] + "--" + one[2].slice(1) : one[2];
      var made = entry("method", one[0], "method/" + page, paper[3], paper[0], [one[0]], [paper[0]]);
      if (one.length > 3) {
        made.first = found[found.length - one[3]];
        made.first.others = one[3];
      }
      found.push(made);
    });
    data.architectures.forEach(function (one) {
      found.push(entry("architecture", one[0], "architecture/" + pageOf(one, 2), one[1] / 2, "", [one[0]]));
    });
    data.datasets.forEach(function (one) {
      found.push(entry("data set", one[0], "dataset/" + pageOf(one, 2), one[1] / 2, "", [one[0]]));
    });
    return found;
  }

  /** 0 for an exact name, then by how early the words stand; null where one is missing. */
  function rank(one, query, words) {
    var flat = squashed(query);
    for (var i = 0; i < words.length; i += 1) {
      var bare = squashed(words[i]);
      if (one.full.indexOf(words[i]) < 0 && (!bare || one.flat.indexOf(bare) < 0)) return null;
    }
    if (one.names.indexOf(flat) >= 0) return 0;
    if (one.text_.indexOf(query) === 0 || one.names.some(function (n) { return n.indexOf(flat) === 0; })) return 1;
    return (" " + one.text_).indexOf(" " + words[0]) >= 0 ? 2 : one.text_.indexOf(words[0]) >= 0 ? 3 : 4;
  }

  function search(text) {
    var query = plain(text.trim()), words = query.split(/\s+/).filter(Boolean), of = {};
    if (!words.length) return [];
    var found = [];
    entries.forEach(function (one, place) {
      var r = rank(one, query, words);
      if (r !== null) found.push({ one: one, rank: r, place: place });
    });
    found.sort(function (a, b) { return a.rank - b.rank || b.one.weight - a.one.weight || a.place - b.place; });
    var hits = found.map(function (hit) { return hit.one; });
    return found.filter(function (hit) {
      // One of a name stands for the others, which its page lists, unless the words ask for another's paper.
      if (hit.one.first && hits.indexOf(hit.one.first) >= 0) return false;
      var folder = hit.one.path.split("/")[0];
      of[folder] = (of[folder] || 0) + 1;
      return of[folder] <= MOST_OF_A_KIND;
    }).slice(0, MOST).map(function (hit) { return hit.one; });
  }

  function option(href, text, kind, aside) {
    var link = document.createElement("a");
    link.href = root + href;
    link.id = "search-" + list.childNodes.length;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.appendChild(document.createTextNode(text));
    [["span", kind], ["small", aside]].forEach(function (part) {
      if (!part[1]) return;
      var element = document.createElement(part[0]);
      element.textContent = part[1];
      link.appendChild(document.createTextNode(" "));
      link.appendChild(element);
    });
    list.appendChild(link);
  }

  /** The paper of a method, and in how many others that name stands. */
  function aside(one) {
    return one.aside + (one.others ? " and " + one.others + (one.others === 1 ? " other" : " others") : "");
  }

  function show() {
    var text = input.value.trim();
    list.textContent = "";
    active = -1;
    if (!text || !entries) return close();
    search(text).forEach(function (one) { option(one.path + ".html", one.text, one.kind, aside(one)); });
    option("results.html#q=" + encodeURIComponent(text), "Results with “" + text + "”", list.childNodes.length ? "all results" : "no name has these words", "");
    shown = Array.prototype.slice.call(list.childNodes);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    point(0);
  }

  function close() {
    list.hidden = true;
    shown = [];
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** The option that Enter opens; the first one as soon as there is any, so that it is announced. */
  function point(to) {
    if (shown[active]) shown[active].setAttribute("aria-selected", "false");
    active = (to + shown.length) % shown.length;
    shown[active].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", shown[active].id);
    if (shown[active].scrollIntoView) shown[active].scrollIntoView({ block: "nearest" });
  }

  /** Loads the names once; typing before they are there is answered when they come. */
  function load() {
    if (asked) return;
    asked = true;
    var script = document.createElement("script");
    script.src = root + "static/search-data.js";
    script.onload = function () { entries = decode(window.LEADERBOARD_NAMES); show(); };
    script.onerror = function () { asked = false; };
    document.head.appendChild(script);
  }

  input.addEventListener("focus", function () { load(); if (input.value) show(); });
  input.addEventListener("input", show);
  input.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
    if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); show(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && shown[active]) {
      event.preventDefault();
      shown[active].click();
    }
  });
  // The list opens for one who tabs or clicks away no longer; a click on an option comes first.
  list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  list.addEventListener("click", close);
  input.addEventListener("blur", close);

  /** The key "/", which readers can turn off: a key without a modifier gets in the way of speech input. */
  var toggle = document.querySelector(".keys button");
  var off = stored("get") === "off";
  function stored(how) {
    try {
      if (how === "get") return localStorage.getItem("leaderboard-slash");
      localStorage.setItem("leaderboard-slash", how);
    } catch (error) { /* no storage: the choice holds for this page */ }
    return null;
  }
  function label() {
    toggle.setAttribute("aria-pressed", String(!off));
    box.querySelector("kbd").hidden = off;
  }
  toggle.parentNode.hidden = false;
  toggle.addEventListener("click", function () { off = !off; stored(off ? "off" : "on"); label(); });
  label();
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
