/* The explorer of all results: joins its parts, keeps the view in the address, and draws it anew after each change. */
"use strict";
(function (explorer) {
  var form = document.getElementById("explorer");
  if (!window.LEADERBOARD_RESULTS || !form) return;
  var WAIT = 120; // milliseconds after the last letter
  var store = explorer.decode(window.LEADERBOARD_RESULTS);
  var tools = document.getElementById("tools");
  var search = form.elements.namedItem("q");
  var status = tools.querySelector("output");
  var fold = document.getElementById("filters");
  var titles = {};
  Array.prototype.forEach.call(form.querySelectorAll("[data-facet]"), function (box) {
    titles[box.getAttribute("data-facet")] = box.querySelector("legend").textContent;
  });
  store.totals = explorer.find(store, explorer.emptyState(store)).counts;

  var state = explorer.readHash(store, explorer.isState(location.hash) ? location.hash : "");
  var current = [];
  var drawn = null;
  var typing = false;

  /** Change the view: a new entry in the history, of which the letters of one search make a single one. */
  function change(how, byTyping) {
    var next = explorer.copyState(state);
    how(next);
    var hash = explorer.writeHash(next), same = hash === explorer.writeHash(state);
    state = next;
    if (!same) {
      history[byTyping && typing ? "replaceState" : "pushState"](null, "", hash || location.href.split("#")[0]);
      typing = Boolean(byTyping);
    }
    update();
  }

  var updateFacets = explorer.facets(store, form, change);
  var updateChips = explorer.chips(store, tools.querySelector(".chips"), titles, change, search);
  var updateSort = explorer.sortBar(tools.querySelector(".sort"), change);
  var updateColumns = explorer.columnChooser(tools.querySelector(".choose"), change);
  var updateTable = explorer.table(store, document.getElementById("list"), document.getElementById("notes"), change);

  function say(text) { if (status.textContent !== text) status.textContent = text; }

  function counted() {
    return explorer.thousands(current.length) + " of " + explorer.thousands(store.rows) + " results";
  }

  /** Draw what differs from before: turning a sort round changes no count. */
  function update() {
    var found = explorer.find(store, state);
    current = explorer.order(store, found.rows, state.sort);
    var now = explorer.writeHash(Object.assign({}, state, { sort: [], columns: explorer.COLUMNS_AT_FIRST }));
    if (now !== drawn) updateFacets(found, state);
    drawn = now;
    if (search.value.trim() !== state.q.trim()) search.value = state.q;
    var filters = updateChips(state);
    tools.querySelector("[name=clear]").hidden = !filters;
    fold.querySelector(".chosen").textContent = filters ? "(" + filters + ")" : "";
    updateSort(state);
    updateColumns(state);
    updateTable(current, state);
    say(counted());
  }

  var timer = 0;
  function searchNow() {
    clearTimeout(timer);
    if (search.value.trim() !== state.q.trim()) change(function (next) { next.q = search.value; }, true);
  }
  search.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(searchNow, WAIT);
  });
  search.addEventListener("change", searchNow);
  form.addEventListener("submit", function (event) { event.preventDefault(); searchNow(); });

  tools.querySelector("[name=csv]").addEventListener("click", function () {
    explorer.save(explorer.csv(store, current), explorer.csvName(state, current));
  });
  tools.querySelector("[name=clear]").addEventListener("click", function () {
    change(function (next) {
      Object.assign(next, explorer.emptyState(store), { sort: next.sort, columns: next.columns });
    });
    search.focus();
  });

  /** Where the clipboard is out of reach, the address stands in a field, ready to be copied. */
  tools.querySelector("[name=copy]").addEventListener("click", function () {
    var address = location.href.split("#")[0] + explorer.writeHash(state);
    var field = tools.querySelector("[name=address]");
    function offer() {
      field.closest("label").hidden = false;
      field.value = address;
      field.focus();
      field.select();
      say("The link is selected, ready to be copied.");
    }
    if (!navigator.clipboard) offer();
    else navigator.clipboard.writeText(address).then(function () { say("Link copied. " + counted()); }, offer);
  });

  window.addEventListener("hashchange", function () {
    if (!explorer.isState(location.hash)) return;
    typing = false;
    state = explorer.readHash(store, location.hash);
    update();
  });

  var wide = window.matchMedia("(min-width: 62.5rem)");
  function unfold() { fold.open = wide.matches; }
  wide.addEventListener("change", unfold);
  unfold();

  document.getElementById("browse").classList.add("live");
  form.hidden = tools.hidden = false;
  update();
  performance.mark("explorer-ready");
})(window.EXPLORER = window.EXPLORER || {});
