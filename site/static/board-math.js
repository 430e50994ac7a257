/* What a board works out anew when its reader chooses: frontiers, bands, axes, ticks and places for names.
   The same rules as analysis/frontier.py, analysis/bands.py, render/scales.py, render/formats.py and
   render/chart_labels.py; tests/browser/test_board_math.py holds the two against each other. */
"use strict";
window.boardMath = (function () {
  var TICKS = [1, 1.2, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700];
  var STEPS = [];
  for (var e = -4; e < 7; e += 1) [1, 2, 5].forEach(function (lead) { STEPS.push(lead * Math.pow(10, e)); });

  /** Points {x, y} that no other is as good as in both and better in one, by rising x; equal points stand together. */
  function frontier(points) {
    var kept = [];
    points.map(function (p, i) { return [p, i]; }).sort(function (a, b) {
      return b[0].x - a[0].x || b[0].y - a[0].y || a[1] - b[1];
    }).forEach(function (one) {
      var p = one[0], last = kept[kept.length - 1];
      if (!last || p.y > last.y || (p.x === last.x && p.y === last.y)) kept.push(p);
    });
    return kept.reverse();
  }

  /** The corner that beats a point in both numbers: the best at its ratio or more, where that is another and better. */
  function beaten(point, corners) {
    var found = null;
    corners.forEach(function (c) { if (c.x >= point.x && (!found || c.y > found.y)) found = c; });
    return found && found !== point && found.y >= point.y && (found.y > point.y || found.x > point.x) ? found : null;
  }

  /** Points {x, y, half, key} at ratio k or more whose intervals overlap that of the best, best first. */
  function band(points, k) {
    var reached = points.filter(function (p) { return p.x >= k; }).sort(function (a, b) {
      return b.y - a.y || b.x - a.x || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
    });
    if (!reached.length) return [];
    var best = reached[0], lowest = best.y - best.half;
    return reached.filter(function (p) { return p === best || p.y + p.half >= lowest; });
  }

  function ratioRange(ratios) {
    return [Math.min.apply(null, [1].concat(ratios)) / 1.04, Math.max(Math.max.apply(null, ratios) * 1.12, 1.6)];
  }

  /** All changes and, where `zero` says so, zero; extreme losses are cut off. */
  function changeRange(changes, points, zero) {
    var all = zero ? changes.concat([0]) : changes;
    var low = Math.min.apply(null, all), high = Math.max.apply(null, all);
    var ordered = changes.slice().sort(function (a, b) { return a - b; });
    function lowest(cut) { return Math.min.apply(null, ordered.filter(function (c) { return c >= cut; }).concat(zero ? [0] : [])); }
    if (!points) {
      if (ordered.length >= 4) low = lowest(high - 8 * (high - ordered[Math.floor(ordered.length / 2)]));
      var room = (high - low) * 0.07 || 1;
      return [low - room, high + room];
    }
    if (ordered.length >= 8) {
      var tenth = Math.floor(ordered.length / 10), middle = ordered[tenth];
      low = lowest(middle - 2 * (ordered[ordered.length - 1 - tenth] - middle) - 0.5);
    }
    var pad = Math.max((high - low) * 0.07, 0.2);
    return [low - pad, high + pad];
  }

  function lead(tick) { return tick / Math.pow(10, Math.floor(Math.log10(tick) + 1e-9)); }

  function ratioTicks(range, most) {
    var decades = [];
    [0, 3, 6].forEach(function (e) { TICKS.forEach(function (t) { decades.push(t * Math.pow(10, e)); }); });
    function near(leads) {
      return decades.filter(function (t) {
        return t >= range[0] && t <= range[1] && (!leads || leads.some(function (l) { return Math.abs(lead(t) - l) < 1e-9; }));
      });
    }
    var choices = [near(null), near([1, 2, 3, 5]), near([1, 2, 5])];
    for (var i = 0; i < choices.length; i += 1) if (choices[i].length <= most) return choices[i];
    var tens = [];
    for (var e = 0; e < 10; e += 1) { var t = Math.pow(10, e); if (t >= range[0] && t <= range[1]) tens.push(t); }
    var every = Math.ceil(tens.length / most);
    return tens.length <= most ? tens : tens.filter(function (_, i) { return i % every === 0; });
  }

  function changeTicks(range, most) {
    var step = STEPS.filter(function (s) { return (range[1] - range[0]) / s <= most; })[0] || (range[1] - range[0]) / 2;
    var found = [];
    for (var i = Math.ceil(range[0] / step); i <= Math.floor(range[1] / step); i += 1) found.push(Number((i * step).toFixed(6)));
    return found;
  }

  /** Names {x, y, text} in pixels, beside their marks where they cover no mark and no other name; once each. */
  function placeNames(names, marks, width, top, bottom) {
    var SIDES = [["start", 8, -7], ["end", -8, -8], ["start", 8, 14], ["end", -8, 15]];
    var placed = [], found = {};
    names.slice().reverse().forEach(function (one) {
      if (found[one.text]) return;
      var text = one.text.length > 22 ? one.text.slice(0, 21).trim() + "…" : one.text;
      SIDES.some(function (side) {
        var left = side[0] === "start" ? one.x + side[1] : one.x + side[1] - 6.3 * text.length;
        var box = [left, one.y + side[2] - 10, left + 6.3 * text.length, one.y + side[2] + 2];
        if (!(box[0] > 0 && box[2] < width && top <= box[1] && box[3] < bottom)) return false;
        if (marks.some(function (m) { return box[0] - 5 < m[0] && m[0] < box[2] + 5 && box[1] - 4 < m[1] && m[1] < box[3] + 4; })) return false;
        if (placed.some(function (b) { return box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]; })) return false;
        placed.push(box);
        found[one.text] = { x: one.x, y: one.y, anchor: side[0], dx: side[1], dy: side[2], text: text };
        return true;
      });
    });
    return Object.keys(found).map(function (name) { return found[name]; });
  }

  return {
    frontier: frontier, beaten: beaten, band: band, ratioRange: ratioRange, changeRange: changeRange, ratioTicks: ratioTicks,
    changeTicks: changeTicks, placeNames: placeNames
  };
})();
