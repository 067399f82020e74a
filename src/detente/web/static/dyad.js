// The series: drawing across the chart with the pointer chooses days, and the page shows these alone.

import { comeBack } from "./waiting.js";

const chart = document.getElementById("series");
const LEFT = 44;
const RIGHT = 952;
const DAY = 86_400_000;
const LEAST = 12;

function place(event) {
  const box = chart.getBoundingClientRect();
  return Math.min(RIGHT, Math.max(LEFT, ((event.clientX - box.left) / box.width) * 960));
}

function day(x) {
  const { start, end } = chart.dataset;
  const share = (x - LEFT) / (RIGHT - LEFT);
  const time = Date.parse(start) + share * (Date.parse(end) - Date.parse(start));
  return new Date(Math.floor(time / DAY) * DAY).toISOString().slice(0, 10);
}

function choose() {
  let from = null;
  let mark = null;
  let drawn = false;
  chart.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse") from = place(event);
  });
  chart.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = place(event);
    if (!mark && Math.abs(to - from) < LEAST) return;
    if (!mark) {
      mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      mark.classList.add("chosen");
      mark.setAttribute("y", "22");
      mark.setAttribute("height", "294");
      chart.append(mark);
      chart.setPointerCapture(event.pointerId);
    }
    mark.setAttribute("x", String(Math.min(from, to)));
    mark.setAttribute("width", String(Math.abs(to - from)));
  });
  chart.addEventListener("pointerup", (event) => {
    if (mark) {
      drawn = true;
      const [first, last] = [from, place(event)].sort((one, other) => one - other);
      const address = new URL(location.href);
      address.searchParams.set("since", day(first));
      address.searchParams.set("until", day(last - 0.01));
      for (const word of ["by", "start"]) address.searchParams.delete(word);
      location.assign(address);
    }
    from = null;
  });
  // A link below the pointer must not be followed by what was meant as a choice.
  chart.addEventListener("click", (event) => {
    if (drawn) event.preventDefault();
    drawn = false;
  }, true);
  chart.addEventListener("dragstart", (event) => event.preventDefault());
}

// Where the chart is wider than the screen it opens at its newest end; its scales stay in view.
if (chart) {
  const frame = chart.closest(".scroll");
  frame.scrollLeft = frame.scrollWidth;
  choose();
}
comeBack();
