"use strict";
(function () {
  var box = document.getElementById("boardsearch");
  if (!box) return;
  box.hidden = false;
  box.querySelector("input").addEventListener("input", function (event) {
    var words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    document.querySelectorAll(".boardgroup").forEach(function (group) {
      var heading = group.querySelector("h3").textContent.toLowerCase();
      var shown = 0;
      group.querySelectorAll("li").forEach(function (item) {
        var text = heading + " " + item.textContent.toLowerCase();
        var hit = words.every(function (word) { return text.indexOf(word) >= 0; });
        item.hidden = !hit;
        if (hit) shown += 1;
      });
      group.hidden = shown === 0;
    });
  });
})();
