/* The table of a board's lines: sorts, lists those that are chosen, and opens how a number came about. */
"use strict";
window.boardTable = (function () {
  var html = window.boardChart.html, STEP = 300;

  function numberOf(text) {
    var found = /[-+−]?[\d,]*\.?\d+(e[-+]?\d+)?/i.exec(text.replace(/^\? \(/, ""));
    return found ? Number(found[0].replace("−", "-").replace(/,/g, "")) : null;
  }

  function create(table, options) {
    var body = table.tBodies[0], heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var columns = heads.length, cells = options.cells, sort = null, all = false, after = null;

    function keyOf(line, column) {
      if (column === 0) return line.name;
      if (column === 1) return line.by[0];
      if (column === 2) return line.variant;
      if (column < 3 + cells) return numberOf(line.cells[column - 3].text);
      if (column === 3 + cells) return line.klass;
      return column === 4 + cells ? line.notes : options.beaten(line) ? options.beaten(line).text : "";
    }

    function sorted(lines) {
      if (!sort) return lines;
      var competing = sort.column === options.change; // who does not compete comes last, however well it does
      var blank = function (key) { return key === null || key === "" || key === undefined; };
      return lines.map(function (line) { return [keyOf(line, sort.column), line]; }).sort(function (a, b) {
        if (competing && a[1].ranked !== b[1].ranked) return a[1].ranked ? -1 : 1;
        if (blank(a[0]) || blank(b[0])) return blank(a[0]) - blank(b[0]) || a[1].i - b[1].i;
        var order = typeof a[0] === "number" ? a[0] - b[0] : String(a[0]).localeCompare(String(b[0]), "en", { numeric: true });
        return (sort.down ? -order : order) || a[1].i - b[1].i;
      }).map(function (one) { return one[1]; });
    }

    function rowOf(line) {
      var row = html("tr", line.source === 3 ? "ours" : line.aside ? "aside" : "");
      row.id = "n" + line.i;
      var head = html("th", "", row);
      head.scope = "row";
      var link = html("a", "", head, line.name);
      link.href = line.href;
      html("td", "", row, line.by[0]);
      if (line.by[4]) { row.lastChild.append(" "); html("i", "", row.lastChild, line.by[4]); }
      html("td", "", row, line.variant);
      line.cells.forEach(function (cell) { html("td", cell.style, row, cell.text); });
      html("td", "", row, line.klass || "–");
      html("td", "", row, line.notes);
      if (columns > 5 + cells) {
        var beaten = options.beaten(line), cell = html("td", "", row, beaten && !beaten.line ? beaten.text : "");
        if (beaten && beaten.line) { html("a", "", cell, beaten.text).href = "#n" + beaten.line.i; }
      }
      return row;
    }

    /** The button that opens the working, the look of a method in colour, and whether the line is in the band. */
    function dress(row, line) {
      var head = row.cells[0], old = head.querySelector(".symbol");
      if (old) old.remove();
      if (options.style(line)) head.insertBefore(window.boardChart.symbol(options.style(line), line.source === 3), head.querySelector("a"));
      row.classList.toggle("in", options.inBand(line));
      if (!head.querySelector("button")) {
        var button = html("button", "why", null, "▸");
        button.type = "button";
        button.setAttribute("aria-expanded", "false");
        button.setAttribute("aria-label", "How the numbers of " + line.name + ", " + line.by[0] + " came about");
        head.insertBefore(button, head.firstChild);
      }
    }

    function toggle(button) {
      var row = button.closest("tr"), line = options.lines[Number(row.id.slice(1))], open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      button.textContent = open ? "▸" : "▾";
      if (open) { row.nextSibling.remove(); return; }
      var cell = html("td", "", html("tr", "w"));
      cell.colSpan = columns;
      row.after(cell.parentNode);
      cell.textContent = "…";
      options.why(function (entries) {
        cell.textContent = "";
        var listed = html("ul", "working", html("div", "", cell));
        (entries ? entries[line.i] : [["", "The workings could not be loaded; they stand on the paper’s page", line.href]]).forEach(function (one) {
          var item = html("li", "", listed);
          if (one[0]) { html("b", "", item, one[0]); item.append(" "); }
          if (one[2]) html("a", "", item, one[1]).href = /^https?:/.test(one[2]) || !entries ? one[2] : options.root + one[2];
          else item.append(one[1]);
        });
      });
    }

    heads.forEach(function (head, column) {
      var button = html("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var numeric = column >= 3 && column < 3 + cells;
        setSort(sort && sort.column === column ? { column: column, down: !sort.down } : { column: column, down: numeric });
        options.changed();
      });
    });

    function setSort(wanted) {
      sort = wanted && wanted.column >= 0 && wanted.column < columns ? wanted : null;
      heads.forEach(function (head, column) {
        if (sort && column === sort.column) head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    }

    body.addEventListener("click", function (event) {
      var button = event.target.closest("button.why");
      if (button) toggle(button);
    });
    ["mouseover", "focusin"].forEach(function (name) {
      body.addEventListener(name, function (event) {
        var row = event.target.closest("tr[id]");
        options.pointed(row ? options.lines[Number(row.id.slice(1))] : null);
      });
    });
    body.addEventListener("mouseleave", function () { options.pointed(null); });

    /** Lists `lines` in the chosen order, the first of them unless all were asked for. */
    function show(lines) {
      var ordered = sorted(lines), some = all ? ordered : ordered.slice(0, STEP), part = document.createDocumentFragment();
      some.forEach(function (line) { var row = rowOf(line); dress(row, line); part.appendChild(row); });
      body.textContent = "";
      body.appendChild(part);
      rest(ordered.length - some.length, lines);
    }

    function rest(left, lines) {
      if (after) after.remove();
      after = null;
      if (left <= 0) return;
      after = html("p", "", null);
      var button = html("button", "", after, "Show the other " + left + " results");
      button.type = "button";
      button.addEventListener("click", function () { all = true; show(lines); });
      table.parentNode.after(after);
    }

    /** The rows that came with the page, as they are, with what only a script adds. */
    function adopt() {
      Array.prototype.forEach.call(body.rows, function (row) { dress(row, options.lines[Number(row.id.slice(1))]); });
      rest(options.lines.length - body.rows.length, options.lines);
    }

    /** Brings a line's row on the screen, listing all first where it is not among those shown. */
    function reveal(line, lines) {
      if (!document.getElementById("n" + line.i)) { all = true; show(lines); }
      var row = document.getElementById("n" + line.i);
      if (!row) return;
      Array.prototype.forEach.call(body.querySelectorAll(".found"), function (one) { one.classList.remove("found"); });
      row.classList.add("found");
      row.scrollIntoView({ block: "center" });
      row.querySelector("a").focus({ preventScroll: true });
    }

    return { show: show, adopt: adopt, reveal: reveal, sort: function () { return sort; }, setSort: setSort };
  }

  return { create: create };
})();
