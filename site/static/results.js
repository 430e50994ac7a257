"use strict";
(function () {
  var data = window.PRUNING_RESULTS;
  var form = document.getElementById("filters");
  if (!data || !form) return;
  var table = document.getElementById("results");
  var body = table.tBodies[0];
  var status = document.getElementById("status");
  var pages = document.getElementById("pages");
  var total = data.id.length;
  var LIMIT = 500;
  var RATIOS = { compression_ratio: "×", theoretical_speedup: "×" };
  var CHANGES = ["compression_ratio", "theoretical_speedup", "delta_top1", "delta_top5"];
  var sort = { key: "", down: true };
  var original = { rows: body.innerHTML ? Array.from(body.rows) : [], status: status.textContent };

  function options(name) {
    var counts = {};
    data[name].forEach(function (value) { counts[value] = (counts[value] || 0) + 1; });
    Object.keys(counts).sort(function (a, b) { return a.localeCompare(b); }).forEach(function (value) {
      var option = document.createElement("option");
      option.value = value;
      option.textContent = value + " (" + counts[value] + ")";
      form.elements[name].appendChild(option);
    });
  }
  ["dataset", "architecture", "method"].forEach(options);

  function readHash() {
    var wanted = new URLSearchParams(location.hash.slice(1));
    ["q", "dataset", "architecture", "method", "role"].forEach(function (name) { form.elements[name].value = wanted.get(name) || ""; });
    ["compression", "speedup", "change"].forEach(function (name) { form.elements[name].checked = wanted.has(name); });
    var order = wanted.get("sort") || "";
    sort = { key: order.replace(/^-/, ""), down: order.charAt(0) === "-" };
    if (sort.key && !data[sort.key]) sort.key = "";
  }
  function writeHash() {
    var state = new URLSearchParams();
    ["q", "dataset", "architecture", "method", "role"].forEach(function (name) { if (form.elements[name].value) state.set(name, form.elements[name].value); });
    ["compression", "speedup", "change"].forEach(function (name) { if (form.elements[name].checked) state.set(name, "1"); });
    if (sort.key) state.set("sort", (sort.down ? "-" : "") + sort.key);
    var text = state.toString();
    try { history.replaceState(null, "", text ? "#" + text : location.pathname + location.search); } catch (error) { location.hash = text; }
    return text;
  }
  function chosen() {
    var f = form.elements;
    var words = f.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    var found = [];
    for (var i = 0; i < total; i += 1) {
      if (f.dataset.value && data.dataset[i] !== f.dataset.value) continue;
      if (f.architecture.value && data.architecture[i] !== f.architecture.value) continue;
      if (f.method.value && data.method[i] !== f.method.value) continue;
      if (f.role.value && data.role[i] !== f.role.value) continue;
      if (f.compression.checked && data.compression_ratio[i] === null) continue;
      if (f.speedup.checked && data.theoretical_speedup[i] === null) continue;
      if (f.change.checked && data.delta_top1[i] === null && data.delta_top5[i] === null) continue;
      if (words.length) {
        var text = [data.id[i], data.method[i], data.variant[i], data.dataset[i], data.architecture[i], data.paper[i], data.flags[i]].join(" ").toLowerCase();
        if (!words.every(function (word) { return text.indexOf(word) >= 0; })) continue;
      }
      found.push(i);
    }
    if (sort.key) {
      var column = data[sort.key];
      found.sort(function (a, b) {
        var x = column[a], y = column[b];
        if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
        var order = typeof x === "string" ? x.localeCompare(y) : x - y;
        return (sort.down ? -order : order) || a - b;
      });
    }
    return found;
  }
  function show(key, value) {
    if (value === null) return "–";
    if (RATIOS[key]) return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0) + "×";
    var text = Math.abs(value).toFixed(2);
    return text === "0.00" ? text : (value < 0 ? "−" : "+") + text;
  }
  function cell(row, tag, text, href) {
    var item = document.createElement(tag);
    if (href) {
      var link = document.createElement("a");
      link.href = href;
      link.textContent = text;
      item.appendChild(link);
    } else { item.textContent = text; }
    row.appendChild(item);
    return item;
  }
  function draw() {
    var state = writeHash();
    table.querySelectorAll("th[data-sort]").forEach(function (head) {
      if (head.dataset.sort === sort.key) head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    if (!state) {
      body.replaceChildren.apply(body, original.rows);
      status.textContent = original.status;
      pages.hidden = false;
      return;
    }
    var found = chosen();
    var rows = found.slice(0, LIMIT).map(function (i) {
      var row = document.createElement("tr");
      var head = cell(row, "th", data.method[i], data.href[i]);
      head.scope = "row";
      if (data.variant[i]) {
        var small = document.createElement("small");
        small.textContent = " " + data.variant[i];
        head.appendChild(small);
      }
      cell(row, "td", data.dataset[i]);
      cell(row, "td", data.architecture[i]);
      cell(row, "td", data.paper[i], data.href[i].split("#")[0]);
      CHANGES.forEach(function (key) { cell(row, "td", show(key, data[key][i])).className = "num"; });
      cell(row, "td", data.top1[i]).className = "num";
      return row;
    });
    body.replaceChildren.apply(body, rows);
    pages.hidden = true;
    status.textContent = found.length.toLocaleString("en") + " of " + total.toLocaleString("en") + " results" + (found.length > LIMIT ? "; the first " + LIMIT + " are listed." : ".");
  }
  function csv() {
    var names = ["id", "method", "variant", "dataset", "architecture", "paper", "year"].concat(CHANGES).concat(["flags"]);
    function quoted(value) {
      if (value === null || value === undefined) return "";
      if (typeof value === "number") return String(value);
      var text = /^[=+\-@\t\r]/.test(value) ? "'" + value : value;
      return '"' + text.replace(/"/g, '""') + '"';
    }
    var lines = [names.join(",")].concat(chosen().map(function (i) {
      return names.map(function (name) { return quoted(data[name][i]); }).join(",");
    }));
    return lines.join("\n") + "\n";
  }
  document.getElementById("csv").addEventListener("click", function (event) {
    event.currentTarget.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
  });
  form.hidden = false;
  form.addEventListener("input", draw);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { sort = { key: "", down: true }; setTimeout(draw, 0); });
  table.querySelectorAll("th[data-sort]").forEach(function (head) {
    head.tabIndex = 0;
    function order() {
      sort = { key: head.dataset.sort, down: sort.key === head.dataset.sort ? !sort.down : head.classList.contains("num") };
      draw();
    }
    head.addEventListener("click", order);
    head.addEventListener("keydown", function (event) { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); order(); } });
  });
  window.addEventListener("hashchange", function () { readHash(); draw(); });
  readHash();
  if (location.hash.length > 1) draw();
})();
