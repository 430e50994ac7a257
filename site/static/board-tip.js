/* What a mark of a board's chart is: a note beside it under the pointer, which stays with links when it is pressed. */
"use strict";
window.boardTip = (function () {
  var numbers = window.numberText, charts = window.boardChart, html = charts.html;

  /** For a drawing of `boardChart.draw`; `options` = {data, up, reveal(line), choose(series), grey(series)}. */
  function create(drawn, options) {
    var data = options.data, up = options.up, pinned = false, tip = html("div", "tip", drawn.figure.querySelector(".frame"));
    tip.hidden = true;

    function point(mark) {
      charts.ring(drawn, mark);
      tip.hidden = !mark;
      if (!mark) return;
      tell(mark);
      var frame = tip.parentNode.getBoundingClientRect(), box = drawn.area.getBoundingClientRect();
      var left = box.left - frame.left + mark.px * box.width / 100 + 12;
      if (left + tip.offsetWidth > frame.width) left = Math.max(left - tip.offsetWidth - 24, 0);
      tip.style.left = Math.round(left) + "px";
      tip.style.top = Math.round(mark.py + 12) + "px";
    }

    function tell(mark) {
      var line = mark.line, first;
      tip.textContent = "";
      first = html("p", "", tip);
      html("b", "", first, line.name);
      first.append((line.variant ? " " + line.variant : "") + ", " + line.by[0]);
      var value = up[2] ? numbers.signed(data.turn * mark.y, data.decimals) + (data.unit ? " " + data.unit : "") : numbers.plain(data.turn * mark.y, data.decimals);
      html("p", "", tip, up[0].replace("gain in", "change of") + " " + value + " at " + numbers.ratio(mark.x) + spreadOf(mark));
      html("p", "muted", tip, mark.filled ? "measured here" : (line.klass ? "class " + line.klass : "not ranked") + (line.reasons.length ? ": " + line.reasons[0] : ""));
    }

    function spreadOf(mark) {
      if (mark.half === null) return ", spread unknown";
      return " ± " + numbers.plain(mark.half, data.decimals) + (mark.known ? " (95 %)" : " (spread unknown, stand-in)");
    }

    function pin(mark) {
      pinned = true;
      var links = html("div", "links", tip);
      press(links, "Its row", function () { options.reveal(mark.line); });
      html("a", "", links, mark.filled ? "Its runs" : "Working and source").href = mark.line.href;
      if (options.grey(mark.series)) press(links, "Draw in colour", function () { options.choose(mark.series); });
    }

    function press(links, words, then) {
      var button = html("button", "", links, words);
      button.type = "button";
      button.addEventListener("click", then);
    }

    drawn.area.addEventListener("pointermove", function (event) { if (!pinned) point(charts.nearest(drawn, event.clientX, event.clientY, 14)); });
    drawn.area.addEventListener("pointerleave", function () { if (!pinned) point(null); });
    drawn.area.addEventListener("click", function (event) {
      var mark = charts.nearest(drawn, event.clientX, event.clientY, 22);
      pinned = false;
      point(mark);
      if (mark) pin(mark);
    });
    return {
      /** Rings the mark of a table's line, unless a note stays open. */
      ring: function (line) { if (!pinned) charts.ring(drawn, line ? drawn.marks.filter(function (m) { return m.line === line; })[0] : null); },
      close: function () { pinned = false; point(null); }
    };
  }

  return { create: create };
})();
