// Links each event's card with its words: pointing at one of them, or moving the focus into it, lights up both.

const cards = new Map([...document.querySelectorAll("[data-event]")].map((card) => [card.dataset.event, card]));
const words = new Map();
for (const word of document.querySelectorAll(".told[data-events]")) {
  for (const name of word.dataset.events.split(" ")) {
    if (!words.has(name)) words.set(name, []);
    words.get(name).push(word);
  }
}

let lit = [];

function light(names) {
  for (const element of lit) element.classList.remove("lit");
  lit = names.flatMap((name) => [cards.get(name), ...(words.get(name) ?? [])]).filter(Boolean);
  for (const element of lit) element.classList.add("lit");
}

function named(target) {
  const card = target.closest("[data-event]");
  if (card) return [card.dataset.event];
  const word = target.closest(".told[data-events]");
  return word ? word.dataset.events.split(" ") : [];
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    if (event.target instanceof Element) light(named(event.target));
  });
}
