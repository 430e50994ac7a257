/* The table: its columns, the rows that are shown, and the headings that sort. All text is put in by textContent. */
"use strict";
(function (explorer) {
  var element = explorer.element;
  var STEP = 200;

  explorer.COLUMNS = [
    { key: "method", name: "Method" },
    { key: "variant", name: "Variant" },
    { key: "arch", name: "Architecture" },
    { key: "dataset", name: "Data set" },
    { key: "task", name: "Task" },
    { key: "metric", name: "Scored by" },
    { key: "paper", name: "Paper" },
    { key: "year", name: "Year", numeric: true },
    { key: "compression", name: "Compression", numeric: true },
    { key: "speedup", name: "Speedup", numeric: true },
    { key: "timed", name: "Measured speedup", numeric: true },
    { key: "dense", name: "Dense", numeric: true },
    { key: "pruned", name: "Pruned", numeric: true },
    { key: "change", name: "Change", numeric: true },
    { key: "top5", name: "Change, top-5", numeric: true },
    { key: "spread", name: "Spread (runs)", numeric: true },
    { key: "class", name: "Class" },
    { key: "structure", name: "Structure" },
    { key: "kind", name: "Reported or measured" },
    { key: "by", name: "Who ran it" },
    { key: "peer", name: "Peer review" },
    { key: "role", name: "Kind of result" },
    { key: "notes", name: "Notes" }
  ];
  explorer.COLUMNS_AT_FIRST = [
    "method", "arch", "dataset", "paper", "compression", "speedup", "pruned", "change", "spread", "class", "notes"
  ];
  var STYLES = { paper: "p", variant: "v", notes: "f", "class": "k" };

  function linked(text, href) {
    if (!href) return document.createTextNode(text);
    var link = element("a", text);
    link.href = href;
    return link;
  }

  function numberCell(store, key, i) {
    var text = key === "spread" ? explorer.spread(store, i)
      : key === "year" ? String(store.years[i] || "–") : explorer.show(store, key, i);
    return element("td", text, "n" + (text === "–" ? " blank" : /^[fn]/.test(text) ? " other" : ""));
  }

  function methodCell(store, i, columns) {
    var cell = element("th", undefined, "first"), name = store.method(i);
    cell.scope = "row";
    cell.append(linked(name, explorer.addresses.method(store, i) || explorer.addresses.working(store, i)));
    if (columns.indexOf("variant") < 0 && store.variant(i) && store.variant(i) !== name) cell.append(element("span", store.variant(i), "variant"));
    return cell;
  }

  function paperCell(store, i) {
    var cell = element("td", undefined, "p"), link = linked(store.paper(i), explorer.addresses.working(store, i));
    link.title = store.title(i);
    cell.append(link);
    if (store.kind(i)) cell.append(" ", element("span", store.kind(i), "badge"));
    return cell;
  }

  function notesCell(store, i) {
    var cell = element("td", undefined, "f");
    store.flags(i).forEach(function (flag) {
      var note = linked(flag[0], "definitions.html#flag-" + encodeURIComponent(flag[1]));
      note.title = flag[1] + ": " + flag[2];
      cell.append(note, " ");
    });
    return cell;
  }

  function cellOf(store, column, i, columns) {
    var key = column.key;
    if (column.numeric) return numberCell(store, key, i);
    if (key === "method") return methodCell(store, i, columns);
    if (key === "paper") return paperCell(store, i);
    if (key === "notes") return notesCell(store, i);
    var cell = element("td", undefined, STYLES[key] || "");
    if (key === "variant") cell.textContent = store.variant(i);
    else if (key === "arch") cell.append(linked(explorer.nameOf(store, key, i), explorer.addresses.board(store, i)));
    else if (key === "class") cell.textContent = /^[ABC]$/.test(explorer.nameOf(store, key, i)) ? explorer.nameOf(store, key, i) : "–";
    else cell.textContent = explorer.nameOf(store, key, i);
    if (key === "dataset" && columns.indexOf("metric") < 0) {
      var metric = store.facets.metric;
      if (metric.keys[metric.of[i]] !== "top1") cell.append(" ", element("span", explorer.nameOf(store, "metric", i), "muted"));
    }
    return cell;
  }

  function rowOf(store, columns, keys, i) {
    var row = element("tr");
    var aside = store.raw.classes[0][store.raw.of["class"][i]] === "C" || store.flags(i).some(function (flag) { return flag[3]; });
    if (store.measured(i)) row.className = "measured";
    else if (aside) row.className = "aside";
    columns.forEach(function (column) { row.append(cellOf(store, column, i, keys)); });
    return row;
  }

  /** A heading that sorts: its own words, and for a key of the order its place and direction. */
  function heading(column, change) {
    var head = element("th", undefined, column.key === "method" ? "first" : column.numeric ? "n" : "");
    head.scope = "col";
    var button = element("button", column.name);
    button.type = "button";
    var mark = element("span", "", "mark"), words = element("span", "", "unseen");
    mark.setAttribute("aria-hidden", "true");
    button.append(" ", mark, words);
    button.addEventListener("click", function (event) {
      change(function (state) { explorer.sortBy(state, column.key, event.shiftKey); });
    });
    head.append(button);
    head.update = function (sort) {
      var place = sort.findIndex(function (one) { return one.key === column.key; });
      var way = place < 0 ? "" : sort[place].down ? "descending" : "ascending";
      // One heading at a time says that it sorts; the others say which key they are.
      if (place === 0) head.setAttribute("aria-sort", way);
      else head.removeAttribute("aria-sort");
      mark.textContent = place < 0 ? "" : (sort[place].down ? "▼" : "▲") + (sort.length > 1 ? place + 1 : "");
      words.textContent = place > 0 ? " (sort key " + (place + 1) + ", " + way + ")" : "";
    };
    return head;
  }

  /** Letters, names and meanings of the flags in some rows, once each. */
  function notesOf(store, rows) {
    var used = {}, list = element("dl", undefined, "notes");
    rows.forEach(function (i) { store.raw.flagged[store.raw.of.flags[i]].forEach(function (f) { used[f] = true; }); });
    Object.keys(used).map(function (f) { return store.raw.flags[f]; }).sort(function (a, b) {
      return a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1);
    }).forEach(function (flag) {
      var entry = element("div"), words = element("dd");
      words.append(element("b", flag[1]), " " + flag[2]);
      entry.append(element("dt", flag[0]), words);
      list.append(entry);
    });
    return list;
  }

  /** The table in its box; the function returned shows rows in it, the first of them at once. */
  explorer.table = function (store, box, notes, change) {
    var table = element("table", undefined, "results mixed"), caption = element("caption"), body = element("tbody");
    var more = element("button", "", "more"), scroll = element("div", undefined, "scroll sheet");
    var heads = [], keys = "", rows = [], shown = 0, columns = [], state;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Results that match");
    scroll.tabIndex = 0;
    more.type = "button";
    table.append(caption);
    var line = table.createTHead().insertRow(), widths = element("colgroup");
    caption.after(widths);
    table.append(body);
    scroll.append(table);
    box.replaceChildren(scroll, more);

    function addRows() {
      var part = document.createDocumentFragment(), end = Math.min(shown + STEP, rows.length);
      for (; shown < end; shown++) part.append(rowOf(store, columns, state.columns, rows[shown]));
      body.append(part);
      caption.textContent = (shown < rows.length ? "The first " + explorer.thousands(shown) + " of " : "All ") + explorer.thousands(rows.length) + " results that match" +
        (state.sort.length ? "" : ": those with a ratio and a change first, newest papers before older");
      more.hidden = shown === rows.length;
      more.textContent = "Show " + Math.min(STEP, rows.length - shown) + " more of " + explorer.thousands(rows.length - shown);
      notes.replaceChildren(notesOf(store, rows.slice(0, shown)));
    }

    more.addEventListener("click", function () {
      var before = shown;
      addRows();
      var first = body.rows[before] && body.rows[before].querySelector("a");
      if (first) first.focus();
    });

    return function (found, next) {
      state = next;
      rows = found;
      shown = 0;
      columns = explorer.COLUMNS.filter(function (column) { return state.columns.indexOf(column.key) >= 0; });
      if (keys !== state.columns.join()) {
        keys = state.columns.join();
        heads = columns.map(function (column) { return heading(column, change); });
        line.replaceChildren.apply(line, heads);
        widths.replaceChildren.apply(widths, columns.map(function (column) { return element("col", undefined, "w-" + column.key); }));
      }
      heads.forEach(function (head) { head.update(state.sort); });
      scroll.scrollTop = 0; // while there is nothing new to lay out
      body.replaceChildren();
      addRows();
    };
  };
})(window.EXPLORER = window.EXPLORER || {});
