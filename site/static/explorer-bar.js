/* Above the table: the filters that are set, the keys it is sorted by, and which columns it has. */
"use strict";
(function (explorer) {
  var element = explorer.element;

  function button(text, label, act) {
    var made = element("button", text);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  /** Draw a row of buttons anew; the focus goes to the button that is now where the focused one was. */
  function redraw(box, nodes, fallback) {
    var before = Array.from(box.querySelectorAll("button, select")).indexOf(document.activeElement);
    box.replaceChildren.apply(box, nodes);
    if (before < 0) return;
    var now = box.querySelectorAll("button, select");
    (now.length ? now[Math.min(before, now.length - 1)] : fallback).focus();
  }

  /** A button for each filter that is set, which takes it away. */
  explorer.chips = function (store, box, titles, change, fallback) {
    return function (state) {
      var filters = explorer.filters(store, state, titles);
      redraw(box, filters.map(function (filter) {
        var chip = button(filter.text, "Remove the filter " + filter.text, function () { change(filter.remove); });
        chip.className = "chip";
        var cross = element("span", "×");
        cross.setAttribute("aria-hidden", "true");
        chip.append(" ", cross);
        var item = element("li");
        item.append(chip);
        return item;
      }), fallback);
      box.hidden = !filters.length;
      return filters.length;
    };
  };

  function headOf(key) { return explorer.COLUMNS.find(function (column) { return column.key === key; }); }

  /** A click sorts by one column and turns it round the second time; ``add`` makes it a further key. */
  explorer.sortBy = function (state, key, add) {
    var at = state.sort.findIndex(function (one) { return one.key === key; });
    var fresh = { key: key, down: Boolean(headOf(key).numeric) };
    if (add) {
      if (at < 0) state.sort.push(fresh);
      else state.sort[at].down = !state.sort[at].down;
    } else state.sort = [at === 0 ? { key: key, down: !state.sort[0].down } : fresh];
  };

  /** The keys in their order, each to be turned round or taken away, and a list to add one from. */
  explorer.sortBar = function (box, change) {
    function chip(one, place) {
      var name = headOf(one.key).name, way = one.down ? "falling" : "rising";
      var item = element("li", undefined, "chip");
      item.append(button((place + 1) + ". " + name + (one.down ? " ▼" : " ▲"), name + ", " + way + "; turn round", function () {
        change(function (state) { explorer.sortBy(state, one.key, true); });
      }), button("×", "Do not sort by " + name, function () {
        change(function (state) { state.sort = state.sort.filter(function (s) { return s.key !== one.key; }); });
      }));
      return item;
    }
    return function (state) {
      var list = element("ol");
      state.sort.forEach(function (one, place) { list.append(chip(one, place)); });
      var label = element("label", state.sort.length ? "then by " : "Sort by ");
      var select = element("select");
      select.name = "then";
      explorer.COLUMNS.forEach(function (column) {
        if (!state.sort.some(function (one) { return one.key === column.key; })) select.add(new Option(column.name, column.key));
      });
      label.append(select);
      var add = button("Add", "Add this column to the order", function () {
        change(function (now) { explorer.sortBy(now, select.value, true); });
      });
      redraw(box, state.sort.length ? [element("span", "Sorted by"), list, label, add] : [label, add], box);
    };
  };

  /** A checkbox for each column; the first column always shows. */
  explorer.columnChooser = function (box, change) {
    var boxes = explorer.COLUMNS.filter(function (column) { return column.key !== "method"; }).map(function (column) {
      var label = element("label"), input = element("input");
      input.type = "checkbox";
      input.name = "column";
      input.value = column.key;
      label.append(input, " " + column.name);
      box.append(label);
      return input;
    });
    box.addEventListener("change", function () {
      var keys = boxes.filter(function (input) { return input.checked; }).map(function (input) { return input.value; });
      change(function (state) { state.columns = explorer.inOrder(keys); });
    });
    box.append(button("As at first", "Show the columns of the first view", function () {
      change(function (state) { state.columns = explorer.COLUMNS_AT_FIRST.slice(); });
    }));
    return function (state) {
      boxes.forEach(function (input) { input.checked = state.columns.indexOf(input.value) >= 0; });
    };
  };
})(window.EXPLORER = window.EXPLORER || {});
