// Keys that lead where the navigation leads: a link with data-key is opened by its key, so what the
// reader is not shown has none. Whoever has them switched off in this browser is left alone.
(() => {
  "use strict";
  const OFF = "mappa-keys-off";
  const WAIT = 1500; // milliseconds between the first key and the second
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  if (!dialog || !opener) return;
  const seek = document.getElementById("seek");
  const links = [...document.querySelectorAll("[data-key]")];
  const pick = dialog.querySelector("input[type=checkbox]");
  let first = "";
  let timer = 0;

  const stored = () => { try { return localStorage.getItem(OFF) !== null; } catch { return false; } };
  const store = (off) => {
    try { if (off) localStorage.setItem(OFF, "1"); else localStorage.removeItem(OFF); } catch { /* holds for this page */ }
  };
  let off = stored();

  const list = dialog.querySelector("dl");
  const add = (keys, words) => {
    const name = document.createElement("dt");
    const meaning = document.createElement("dd");
    keys.split(" ").forEach((key, number) => {
      if (number) name.append(" ");
      const shown = document.createElement("kbd");
      shown.textContent = key;
      name.append(shown);
    });
    meaning.textContent = words;
    list.append(name, meaning);
  };
  if (seek) add("/", dialog.dataset.seek);
  links.forEach((link) => add(link.dataset.key, link.textContent.trim()));
  add("?", dialog.dataset.list);

  const show = () => { pick.checked = !off; dialog.showModal(); };
  opener.hidden = false;
  opener.addEventListener("click", show);
  pick.addEventListener("change", () => { off = !pick.checked; store(off); });

  const isTyping = (element) =>
    element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (off || dialog.open || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const pressed = first ? `${first} ${event.key}` : event.key;
    clearTimeout(timer);
    first = "";
    const link = links.find((each) => each.dataset.key === pressed);
    if (link) {
      event.preventDefault();
      link.click();
    } else if (pressed === "/" && seek) {
      event.preventDefault();
      seek.focus();
    } else if (pressed === "?") {
      event.preventDefault();
      show();
    } else if (links.some((each) => each.dataset.key.startsWith(`${event.key} `))) {
      first = event.key;
      timer = setTimeout(() => { first = ""; }, WAIT);
    }
  });
})();
