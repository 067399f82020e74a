// Review by keyboard, and words chosen in the sentence itself. Without this script the same forms work by hand.

const sentence = document.getElementById("sentence");
const target = document.getElementById("target");
const first = document.getElementById("first");
const last = document.getElementById("last");
const chosen = document.getElementById("chosen");
const keys = document.getElementById("keys");

// Single keys can be turned off, for those who speak to their computer or hit keys by chance.

const KEPT = "detente-single-keys";
if (keys) {
  try {
    keys.checked = localStorage.getItem(KEPT) !== "off";
    keys.addEventListener("change", () => localStorage.setItem(KEPT, keys.checked ? "on" : "off"));
  } catch {
    // a browser that keeps nothing asks anew each time
  }
}

function typing(element) {
  return element instanceof HTMLElement && element.closest("textarea, select, input:not([type=checkbox])") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keys?.checked) return;
  if (event.key === "Escape" && typing(document.activeElement)) document.activeElement.blur();
  if (typing(event.target)) return;
  if (event.key === "s" && sentence) {
    sentence.focus();
    event.preventDefault();
    return;
  }
  const meant = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (!meant) return;
  event.preventDefault();
  if (meant instanceof HTMLSelectElement) meant.focus();
  else meant.click();
});

// In a list Enter goes on: from a type to the button that sets it, from a party to the field that names it.

for (const [list, following] of [["type", null], ["party", "actor-id"]]) {
  document.getElementById(list)?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (following) document.getElementById(following).focus();
    else event.target.form.requestSubmit();
  });
}

// Words. The two lists hold the chosen ones; the sentence shows them as selected text.
// Offsets of the server count characters, those of the browser count units of UTF-16.

function charactersBefore(node, offset) {
  const range = document.createRange();
  range.setStart(sentence, 0);
  range.setEnd(node, offset);
  return [...range.toString()].length;
}

function pointAt(characters) {
  const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  let left = characters;
  let node = walker.nextNode();
  for (let following = node; following; following = walker.nextNode()) {
    node = following;
    const signs = [...node.data];
    if (left <= signs.length) return [node, signs.slice(0, left).join("").length];
    left -= signs.length;
  }
  return node ? [node, node.data.length] : null;
}

function show() {
  const begin = Number(first.value) - Number(sentence.dataset.start);
  const end = Number(last.value) - Number(sentence.dataset.start);
  if (end <= begin) {
    chosen.textContent = "the last word stands before the first";
    return;
  }
  const from = pointAt(begin);
  const to = pointAt(end);
  getSelection().setBaseAndExtent(...from, ...to);
  chosen.textContent = `${target.selectedOptions[0].textContent.trim()} → “${getSelection().toString()}”`;
}

function choose(begin, end) {
  const starts = [...first.options].map((option) => Number(option.value));
  const ends = [...last.options].map((option) => Number(option.value));
  const one = ends.findIndex((place) => place > begin);
  const other = starts.findLastIndex((place) => place < end);
  if (one < 0 || other < one) return;
  first.selectedIndex = one;
  last.selectedIndex = other;
  show();
}

function move(list, step, least, most) {
  list.selectedIndex = Math.min(most, Math.max(least, list.selectedIndex + step));
  show();
}

if (sentence && target) {
  target.addEventListener("change", () => {
    const [, begin, end] = target.value.split(":");
    if (end) choose(Number(begin), Number(end));
    else show(); // a role that the event has no words for yet: those chosen would be its
  });
  target.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    sentence.focus();
  });
  first.addEventListener("change", show);
  last.addEventListener("change", show);
  document.addEventListener("pointerup", () => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!sentence.contains(range.startContainer) || !sentence.contains(range.endContainer)) return;
    const start = Number(sentence.dataset.start);
    choose(
      start + charactersBefore(range.startContainer, range.startOffset),
      start + charactersBefore(range.endContainer, range.endOffset),
    );
  });
  sentence.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Enter") document.querySelector("#words button[value=words]").click();
    else if (step && event.shiftKey) move(first, step, 0, last.selectedIndex);
    else if (step) move(last, step, first.selectedIndex, last.options.length - 1);
    else return;
    event.preventDefault();
  });
  sentence.addEventListener("focus", show);
}

// Actors of the table, as they are typed.

const typed = document.getElementById("actor-id");
const offered = document.getElementById("actors");
let waiting = 0;

if (typed) {
  typed.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
}

async function suggest() {
  const words = typed.value;
  const answer = await fetch(`/review/actors?q=${encodeURIComponent(words)}`);
  if (!answer.ok || words !== typed.value) return;
  const options = (await answer.json()).map((actor) => {
    const option = document.createElement("option");
    option.value = actor.actor_id;
    option.label = [actor.name, actor.country, actor.sector].filter(Boolean).join(" · ");
    return option;
  });
  offered.replaceChildren(...options);
}
