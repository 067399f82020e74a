// What the drawings share: classes of acts with their signs, words for counts, and the box that tells of what is
// pointed at. Colours stand in the style sheet, by class name; no sign hangs on its colour alone.

export const QUADS = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
export const CLASSES = ["vcoop", "mcoop", "vconf", "mconf"];

export const total = (counts) => counts.reduce((sum, count) => sum + count, 0);

export const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

export function told(counts) {
  return QUADS.map((quad, place) => (counts[place] ? `${counts[place].toLocaleString("en")} ${quad}` : ""))
    .filter(Boolean)
    .reverse()
    .join(", ");
}

export function tip(frame) {
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  frame.append(box);
  return {
    show(event, words) {
      box.textContent = words;
      box.hidden = false;
      const around = frame.getBoundingClientRect();
      const left = Math.min(event.clientX - around.left + 12, around.width - box.offsetWidth - 4);
      box.style.left = `${Math.max(0, left)}px`;
      box.style.top = `${event.clientY - around.top + 14}px`;
    },
    hide() {
      box.hidden = true;
    },
  };
}
