/* How numbers read: the same rules as render/formats.py and render/plots.py; tests/browser/test_board_math.py holds the
   two against each other. */
"use strict";
window.numberText = (function () {
  /** Digits grouped by thousands; exact ties go to the even digit, as Python has it. */
  function grouped(value, digits) {
    var size = Math.abs(value), units = size * Math.pow(10, digits), whole = Math.floor(units);
    var tie = units - whole === 0.5 && Number.isInteger(size * Math.pow(2, digits + 1));
    var parts = (tie && whole % 2 === 0 ? whole / Math.pow(10, digits) : size).toFixed(digits).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ",");
    return parts.join(".");
  }

  /** 2.53×, 13.3×, 108× */
  function ratio(value) { return grouped(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + "×"; }

  /** +0.40, −1.10, 0.00: never a signed zero. */
  function signed(value, decimals) {
    var text = grouped(value, Math.abs(value) >= 1000 ? 0 : decimals);
    return /[1-9]/.test(text) ? (value < 0 ? "−" : "+") + text : text;
  }

  /** 93.06, −0.26, 12,384: never a signed zero. */
  function plain(value, decimals) { return signed(value, decimals).replace("+", ""); }

  /** +0.5, −12,000, 0; without a sign where `bare`. */
  function tick(value, bare) {
    var text = grouped(value, 4).replace(/\.?0+$/, "");
    if (text === "0") return text;
    return (value < 0 ? "−" : bare ? "" : "+") + text;
  }

  return { ratio: ratio, plain: plain, signed: signed, tick: tick };
})();
