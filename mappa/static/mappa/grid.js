// The attendance grid by the keyboard: a key fills a cell, arrows move. Without it the same selects
// are chosen by their first letter, and Tab moves.
"use strict";

const KEYS = { a: "attended", d: "deputy", r: "report_only", x: "apologies", n: "no_show", "-": "not_required" };
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const cellsOf = (row) => [...row.cells].map((cell) => cell.querySelector("select[name$='-outcome']"));

// Past cells without a select to the next that has one.
function beside(select, [down, across]) {
  const rows = [...select.closest("tbody").rows].map(cellsOf);
  let row = rows.findIndex((cells) => cells.includes(select));
  let column = rows[row].indexOf(select);
  do {
    row += down;
    column += across;
  } while (rows[row]?.length > column && column >= 0 && !rows[row][column]);
  return rows[row]?.[column];
}

document.addEventListener("keydown", (event) => {
  const select = event.target;
  if (!select.matches?.(".attendance select[name$='-outcome']")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const outcome = KEYS[event.key.toLowerCase()];
  if (outcome) {
    event.preventDefault();
    select.value = outcome;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (event.key in STEPS) {
    event.preventDefault();
    beside(select, STEPS[event.key])?.focus();
  } else if (event.key === "Enter") {
    event.preventDefault();
    select.form.requestSubmit(select.form.querySelector(".primary"));
  }
});
