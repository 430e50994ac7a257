/* The table of the best on a board, as it came while nothing is filtered, else worked out from the lines that are shown. */
"use strict";
window.boardAnswer = (function () {
  var maths = window.boardMath, numbers = window.numberText, html = window.boardChart.html;

  function create(best, data) {
    var before = Array.prototype.map.call(best.tBodies[0].rows, function (row) { return row.cloneNode(true); });

    /** `marksOf(x)` are the ranked reported marks of a ratio, `bandOf(marks, k)` those in the band of the best. */
    function draw(filtered, marksOf, bandOf) {
      var body = best.tBodies[0];
      body.textContent = "";
      before.forEach(function (row) {
        var copy = row.cloneNode(true);
        if (filtered) data.axes.forEach(function (x, n) { fill(copy.cells[n + 1], marksOf(x), Number(row.dataset.ratio), bandOf); });
        body.appendChild(copy);
      });
    }

    function fill(cell, ranked, k, bandOf) {
      var found = bandOf(ranked, k);
      cell.textContent = "";
      if (!found.length) { html("span", "muted", cell, "no result"); return; }
      entry(cell, found[0], found.slice(1));
      if (found[0].line.klass === "A") return;
      var strict = maths.frontier(ranked.filter(function (m) { return m.line.klass === "A" && m.x >= k; }));
      var top = strict.reduce(function (a, b) { return !a || b.y > a.y ? b : a; }, null);
      if (top) entry(cell, top, []);
    }

    function entry(cell, mark, others) {
      var box = html("div", "best", cell), line = mark.line;
      html("b", "strong", box, numbers.signed(data.turn * mark.y, data.decimals));
      var words = html("span", "", box);
      html("a", "", words, line.name).href = line.href;
      var score = typeof line.y[1] === "number" ? data.name + " " + numbers.plain(data.turn * line.y[1], data.decimals) + " " : "";
      words.append(" ");
      html("span", "muted", words, line.by[0] + ", " + score + "at " + numbers.ratio(mark.x) + ", class " + line.klass);
      if (others.length) band(words, others);
    }

    function band(words, others) {
      var methods = {}, fold = html("details", "band", words);
      others.forEach(function (m) { methods[m.series] = true; });
      var many = Object.keys(methods).length;
      html("summary", "", fold, others.length + " other result" + (others.length > 1 ? "s" : "") + " of " + many + " method" + (many > 1 ? "s" : "") + " in its band");
      var listed = html("ul", "", fold);
      others.slice(0, 6).forEach(function (m) {
        var item = html("li", "", listed);
        html("a", "", item, m.line.name).href = m.line.href;
        item.append(" ");
        html("span", "muted", item, m.line.by[0] + ", " + numbers.signed(data.turn * m.y, data.decimals) + " at " + numbers.ratio(m.x));
      });
      if (others.length > 6) html("li", "muted", listed, "and " + (others.length - 6) + " more");
    }

    return { draw: draw };
  }

  return { create: create };
})();
