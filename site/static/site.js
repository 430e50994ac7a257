/* Improves pages that work without it: sorting of tables, finding a board. No network, no storage. */
"use strict";
(function () {
  /** A cell's text as a number (2.53×, −1.10, 1,234) or null for blanks and words. */
  function numberOf(cell) {
    var text = cell ? cell.textContent.trim().replace(/[,×]/g, "").replace("−", "-") : "";
    var found = /^[+-]?\d+(\.\d+)?/.exec(text);
    return found ? Number(found[0]) : null;
  }

  /** Rows of a table body with the row of workings that belongs to each. */
  function groups(body) {
    var found = [];
    Array.prototype.forEach.call(body.rows, function (row) {
      if (row.classList.contains("w") && found.length) found[found.length - 1].push(row);
      else found.push([row]);
    });
    return found;
  }

  function sort(table, index, head) {
    var numeric = head.classList.contains("n");
    var was = head.getAttribute("aria-sort");
    var down = was ? was === "ascending" : numeric;
    Array.prototype.forEach.call(table.tHead.rows[table.tHead.rows.length - 1].cells, function (cell) {
      cell.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var body = table.tBodies[0];
    var keyed = groups(body).map(function (rows, place) {
      var cell = rows[0].cells[index];
      return { rows: rows, place: place, key: numeric ? numberOf(cell) : cell.textContent.trim() };
    });
    keyed.sort(function (a, b) {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
      var order = numeric ? a.key - b.key : a.key.localeCompare(b.key, "en", { numeric: true });
      return (down ? -order : order) || a.place - b.place;
    });
    keyed.forEach(function (one) {
      one.rows.forEach(function (row) { body.appendChild(row); });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("table[data-sortable]"), function (table) {
    Array.prototype.forEach.call(table.tHead.rows[table.tHead.rows.length - 1].cells, function (head, index) {
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () { sort(table, index, head); });
    });
  });

  /** A permalink to a result opens its working, since who follows one asks where it comes from; to a run of a search, the fold it lies in. */
  function openTarget() {
    var name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch (error) { /* no code, so it is the name itself */ }
    var target = name && document.getElementById(name);
    var fold = target && target.closest("details.fold");
    if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
    var how = target && target.matches("tr") && target.querySelector(".first > .how");
    if (how) how.open = true;
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  var find = document.getElementById("find");
  if (find) {
    find.closest("p").hidden = false;
    find.addEventListener("input", function () {
      var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      Array.prototype.forEach.call(document.querySelectorAll("#board-list section.group"), function (group) {
        var name = group.querySelector("h4").textContent.toLowerCase();
        var any = false;
        Array.prototype.forEach.call(group.querySelectorAll("li"), function (item) {
          var text = name + " " + item.textContent.toLowerCase();
          item.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
          if (!item.hidden) { any = true; shown += 1; }
        });
        group.hidden = !any;
      });
      Array.prototype.forEach.call(document.querySelectorAll("#board-list section.task"), function (task) {
        task.hidden = !task.querySelector("section.group:not([hidden])");
      });
      document.getElementById("found").textContent = words.length ? shown + " boards" : "";
    });
  }
})();
