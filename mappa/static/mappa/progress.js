// Looks again by itself while a compilation is on its way. Without it the link on the page does.
"use strict";

const EVERY = 2000; // milliseconds
const TIMES = 300; // ten minutes: a page that is forgotten keeps no session alive

function replace(shown, next) {
  const hadFocus = shown.contains(document.activeElement);
  shown.innerHTML = next.innerHTML;
  if (hadFocus) shown.querySelector("a")?.focus();
}

async function look(shown) {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("progress");
  // There is none where the sign-in has ended, or the server cannot answer now.
  if (next === null) return;
  // What has not changed is left alone, so that nothing is read out twice.
  if (next.innerHTML !== shown.innerHTML) {
    replace(shown, next);
    document.title = page.title;
  }
  shown.dataset.waits = next.dataset.waits;
}

function lookAgain(shown, times) {
  if (times === 0 || shown.dataset.waits !== "yes") return;
  window.setTimeout(async () => {
    await look(shown).catch(() => {}); // without a connection it is tried again
    lookAgain(shown, times - 1);
  }, EVERY);
}

lookAgain(document.getElementById("progress"), TIMES);
