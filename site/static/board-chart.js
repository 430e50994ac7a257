/* Draws a board's trade-off for the axes, lines and methods in colour that its reader chose, with the rules and the marks
   of render/plots.py and _plot.html, and finds the mark under a pointer. */
"use strict";
window.boardChart = (function () {
  var SVG = "http://www.w3.org/2000/svg", maths = window.boardMath, numbers = window.numberText;
  var HEIGHT = 430, TOP = 14, BOTTOM = 6;

  function make(name, attributes, parent, text) {
    var found = document.createElementNS(SVG, name);
    Object.keys(attributes || {}).forEach(function (key) { found.setAttribute(key, attributes[key]); });
    if (text !== undefined) found.textContent = text;
    if (parent) parent.appendChild(found);
    return found;
  }

  function html(name, className, parent, text) {
    var found = document.createElement(name);
    if (className) found.className = className;
    if (text !== undefined) found.textContent = text;
    if (parent) parent.appendChild(found);
    return found;
  }

  function round(value, digits) { return Number(value.toFixed(digits)); }

  /** The frame of some marks {x, y, filled}: places in per cent and pixels. */
  function scaleOf(marks, view) {
    var reported = marks.filter(function (m) { return !m.filled; });
    var low = Math.min.apply(null, reported.map(function (m) { return m.y; }));
    var framing = marks.filter(function (m) { return !m.filled || !reported.length || m.y >= low - view.farBelow; });
    var xs = maths.ratioRange(marks.map(function (m) { return m.x; }));
    var ys = maths.changeRange(framing.map(function (m) { return m.y; }), view.points, view.zero);
    return {
      xs: xs, ys: ys,
      x: function (v) { return 100 * Math.log(v / xs[0]) / Math.log(xs[1] / xs[0]); },
      y: function (v) { return TOP + (ys[1] - Math.min(Math.max(v, ys[0]), ys[1])) / (ys[1] - ys[0]) * (HEIGHT - TOP - BOTTOM); }
    };
  }

  function look(mark, chosen) {
    if (!mark.ranked) return ["s aside", "kx", 0];
    var filled = mark.filled ? " filled" : "", style = chosen[mark.series];
    return style ? ["s c" + style[0] + filled, "k" + style[1], 3] : ["s rest" + filled, "ko", mark.filled ? 2 : 1];
  }

  function drawMarks(area, marks, scale, chosen) {
    var groups = {};
    marks.forEach(function (m) {
      var found = look(m, chosen), key = found[2] + found[0] + found[1];
      (groups[key] = groups[key] || { look: found, marks: [] }).marks.push(m);
    });
    Object.keys(groups).sort().forEach(function (key) {
      var group = groups[key], g = make("g", { "class": group.look[0] }, area);
      group.marks.forEach(function (m) {
        var x = round(m.px, 2) + "%";
        if (m.half !== null && chosen[m.series] && m.ranked && m.y >= scale.ys[0]) {
          var y1 = scale.y(m.y + m.half), y2 = scale.y(m.y - m.half);
          if (y2 - y1 >= 2) make("line", { x1: x, x2: x, y1: round(y1, 1), y2: round(y2, 1), "class": m.known ? "" : "guess" }, g);
        }
      });
      group.marks.forEach(function (m) {
        var at = { href: "#" + group.look[1], x: round(m.px, 2) + "%", y: round(m.py, 1) };
        make("use", at, g);
        if (m.y < scale.ys[0]) make("use", { "class": "cut", href: "#k-cut", x: at.x, y: at.y }, g);
      });
    });
  }

  function drawLines(area, view, scale) {
    var marks = view.marks, chosen = view.chosen;
    var inner = make("svg", { viewBox: "0 0 1000 " + HEIGHT, width: "100%", height: HEIGHT, preserveAspectRatio: "none" }, area);
    function steps(points) {
      return points.filter(function (m) { return m.y >= scale.ys[0]; }).map(function (m, i) {
        return (i ? "V" : "M0 ") + round(m.py, 1) + "H" + round(10 * m.px, 1);
      }).join("");
    }
    var dots = view.dots.filter(function (d) { return d[0] >= scale.xs[0] && d[0] <= scale.xs[1] && d[1] >= scale.ys[0] && d[1] <= scale.ys[1]; });
    if (dots.length) make("path", { "class": "dots", d: dots.map(function (d) { return "M" + round(10 * scale.x(d[0]), 1) + " " + round(scale.y(d[1]), 1) + "h0"; }).join("") }, inner);
    var both = steps(view.corners), only = steps(view.strict);
    if (both) make("path", { "class": both === only ? "frontier" : "frontier wide", d: both }, inner);
    if (only && only !== both) make("path", { "class": "frontier", d: only }, inner);
    var curves = {};
    marks.forEach(function (m) { if (m.curve && m.ranked && chosen[m.series]) (curves[m.curve] = curves[m.curve] || []).push(m); });
    Object.keys(curves).forEach(function (key) {
      var line = curves[key];
      line.sort(function (a, b) { return a.x - b.x; });
      // several marks at a ratio are several settings: no line joins them
      if (line.length < 2 || line.some(function (m, i) { return i && m.x === line[i - 1].x; })) return;
      var style = chosen[line[0].series], dash = line[0].dash ? " d" + line[0].dash : "";
      make("polyline", { "class": "curve c" + style[0] + dash, points: line.map(function (m) { return round(10 * m.px, 1) + "," + round(m.py, 1); }).join(" ") }, inner);
    });
  }

  /** Draws `view` = {marks, chosen, corners, strict, dots, xTitle, yTitle, title, label, points, zero, bare, k, farBelow} into `home`.
      Returns the marks with their places, and the area. */
  function draw(home, view) {
    var width = Math.max(home.getBoundingClientRect().width - 60, 200);
    home.textContent = "";
    var figure = html("figure", "plot", home);
    html("figcaption", "", figure, view.title);
    html("p", "up", figure, view.yTitle).setAttribute("aria-hidden", "true");
    if (!view.marks.length) { html("p", "remark", figure, "Nothing that is shown has both numbers."); return { marks: [], area: null, figure: figure }; }
    var scale = scaleOf(view.marks, view), frame = html("div", "frame", figure);
    view.marks.forEach(function (m) { m.px = scale.x(m.x); m.py = scale.y(m.y); });
    var ticks = make("svg", { "class": "ticks", height: HEIGHT, "aria-hidden": "true" }, frame);
    var area = make("svg", { "class": "area", height: HEIGHT, role: "img", "aria-label": view.label }, frame);
    var rules = make("g", { "class": "rules" }, area);
    var across = make("svg", { "class": "across", height: 44, "aria-hidden": "true" }, figure);
    maths.changeTicks(scale.ys, 8).forEach(function (t) {
      var y = round(scale.y(t), 1);
      make("line", { x2: "100%", y1: y, y2: y }, rules);
      make("text", { x: "100%", y: y + 4, "text-anchor": "end" }, ticks, numbers.tick(view.turn * t, view.bare));
    });
    var most = width > 700 ? 11 : 7;
    maths.ratioTicks(scale.xs, most).forEach(function (t) {
      var x = round(scale.x(t), 2) + "%";
      make("line", { x1: x, x2: x, y2: HEIGHT - BOTTOM }, rules);
      make("text", { x: x, y: 20, "text-anchor": "middle" }, across, t + "×");
    });
    make("text", { "class": "axis", x: "50%", y: 39, "text-anchor": "middle" }, across, view.xTitle);
    if (view.zero) { var zero = round(scale.y(0), 1); make("line", { "class": "zero", x2: "100%", y1: zero, y2: zero }, area); }
    if (view.k >= scale.xs[0] && view.k <= scale.xs[1]) {
      var at = round(scale.x(view.k), 2) + "%";
      make("line", { "class": "floor", x1: at, x2: at, y2: HEIGHT - BOTTOM }, area);
    }
    drawLines(area, view, scale);
    drawMarks(area, view.marks, scale, view.chosen);
    var names = make("g", { "class": "names" }, area);
    maths.placeNames(
      view.corners.filter(function (m) { return m.y >= scale.ys[0]; }).map(function (m) { return { x: m.px * width / 100, y: m.py, text: m.name }; }),
      view.marks.map(function (m) { return [m.px * width / 100, m.py]; }), width, TOP, HEIGHT - BOTTOM
    ).forEach(function (l) {
      make("text", { x: round(100 * l.x / width, 2) + "%", y: round(l.y, 1), dx: l.dx, dy: l.dy, "text-anchor": l.anchor }, names, l.text);
    });
    var cut = view.marks.filter(function (m) { return m.y < scale.ys[0]; }).length;
    if (cut) html("p", "key", figure, cut + (cut === 1 ? " mark" : " marks") + " below the frame, on its lower edge with an arrow; the table has the numbers.");
    return { marks: view.marks, area: area, figure: figure };
  }

  /** The mark nearest to a place on the screen, at most `reach` pixels away. */
  function nearest(drawn, clientX, clientY, reach) {
    var box = drawn.area.getBoundingClientRect(), found = null, least = reach * reach;
    drawn.marks.forEach(function (m) {
      var dx = box.left + m.px * box.width / 100 - clientX, dy = box.top + m.py - clientY, far = dx * dx + dy * dy;
      if (far <= least) { least = far; found = m; }
    });
    return found;
  }

  function ring(drawn, mark) {
    var old = drawn.area && drawn.area.querySelector(".ring");
    if (old) old.remove();
    if (mark) make("circle", { "class": "ring", cx: round(mark.px, 2) + "%", cy: round(mark.py, 1), r: 9 }, drawn.area);
  }

  /** The look of a method as a small picture beside its name. */
  function symbol(style, filled) {
    var svg = make("svg", { "class": "symbol", viewBox: "-8 -8 16 16", "aria-hidden": "true" });
    make("use", { href: "#k" + style[1] }, make("g", { "class": "s c" + style[0] + (filled ? " filled" : "") }, svg));
    return svg;
  }

  return { draw: draw, nearest: nearest, ring: ring, symbol: symbol, html: html };
})();
