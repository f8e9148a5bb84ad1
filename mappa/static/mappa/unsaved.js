// Asks before a page is left on which something was typed and not saved.
"use strict";

for (const form of document.querySelectorAll("form.sheet")) {
  let isTyped = false;
  form.addEventListener("input", () => { isTyped = true; });
  form.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
}
