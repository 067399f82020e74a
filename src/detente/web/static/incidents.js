// Incidents: the form holds what is wanted. Whatever changes it (a field, days dragged over on the time line, a part of
// the map) asks for list, places and drawings anew, and keeps the address that shows the same view.

import { IncidentMap } from "./map.js";
import { counted } from "./signs.js";
import { TimeLine } from "./timeline.js";

const WAIT_FOR_TYPING = 120;
const form = document.getElementById("filter");
const drawn = document.getElementById("drawn");
const list = document.getElementById("list");
const places = document.getElementById("places");
const fault = document.getElementById("fault");
const said = document.getElementById("said");
const field = (name) => document.getElementById(name);

let map = null;
let asked = null;
let last = null;

const line = new TimeLine(document.getElementById("line"), (since, until) => {
  field("since").value = since;
  field("until").value = until;
  refresh();
});

function words(page) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  return new URLSearchParams(page > 1 ? [...given, ["page", page]] : given);
}

async function refresh(page = 1) {
  asked?.abort();
  asked = new AbortController();
  const query = words(page);
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${drawn.dataset.shown}?${query}`, {
      headers: { accept: "application/json" },
      signal: asked.signal,
    });
    if (!answer.ok) return refused(await answer.text());
    const shown = await answer.json();
    const kept = query.toString();
    history.replaceState(null, "", kept ? `?${kept}` : location.pathname);
    list.innerHTML = shown.list;
    places.innerHTML = shown.places;
    fault.replaceChildren();
    said.textContent = counted(shown.total, "incident");
    draw(shown);
  } catch (error) {
    if (error.name !== "AbortError") fault.textContent = "The workspace does not answer.";
  } finally {
    list.setAttribute("aria-busy", "false");
  }
  return undefined;
}

function refused(page) {
  const faults = new DOMParser().parseFromString(page, "text/html").querySelector(".faults");
  fault.replaceChildren(faults ? document.importNode(faults, true) : "The workspace refuses this.");
}

function draw(shown) {
  last = shown;
  line.show(shown.line, field("since").value, field("until").value);
  map?.show(shown.spots, field("box").value);
  note("map-note", [
    [shown.placeless, `${counted(shown.placeless, "incident")} without a place on it`],
    [shown.left_out, `${counted(shown.left_out, "incident")} at seldom named places not drawn`],
  ]);
  const { before = 0, after = 0, ...ends } = shown.line ?? {};
  note("line-note", [
    [shown.undated, `${shown.undated.toLocaleString("en")} without a day`],
    [before, `${before.toLocaleString("en")} before ${ends.first}`],
    [after, `${after.toLocaleString("en")} after ${ends.last}`],
  ]);
  document.getElementById("line-clear").hidden = !field("since").value && !field("until").value;
  document.getElementById("map-clear").hidden = !field("box").value;
}

function note(id, parts) {
  document.getElementById(id).textContent = parts.filter(([count]) => count).map(([, words_]) => words_).join("; ");
}

function pick({ name, country }) {
  field("place").value = name;
  field("country").value = country;
  for (const other of form.querySelectorAll("input[type=checkbox][name=country]")) other.checked = false;
  refresh();
}

const choose = document.getElementById("map-choose");

function press(on) {
  choose.setAttribute("aria-pressed", String(on));
  map.choose(on);
}

function choosePart(box) {
  press(false);
  field("box").value = box;
  refresh();
}

function tools() {
  document.getElementById("map-tools").hidden = false;
  document.getElementById("map-in").addEventListener("click", () => map.nearer(1.6));
  document.getElementById("map-out").addEventListener("click", () => map.nearer(1 / 1.6));
  document.getElementById("map-fit").addEventListener("click", () => map.fit());
  document.getElementById("map-clear").addEventListener("click", () => choosePart(""));
  choose.addEventListener("click", () => press(choose.getAttribute("aria-pressed") !== "true"));
}

async function begin() {
  refresh(Number(new URLSearchParams(location.search).get("page") ?? 1));
  const world = await (await fetch(drawn.dataset.world)).json();
  map = new IncidentMap(document.getElementById("map"), world, { chosen: choosePart, picked: pick });
  tools();
  if (last) map.show(last.spots, field("box").value);
}

let typing = 0;
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  const wait = event.target.matches("select, input[type=date], input[type=number], input[type=checkbox]") ? 0 : WAIT_FOR_TYPING;
  typing = setTimeout(() => event.target.checkValidity() && refresh(), wait);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  refresh();
});
document.getElementById("line-clear").addEventListener("click", () => {
  field("since").value = field("until").value = "";
  refresh();
});
list.addEventListener("click", (event) => {
  const link = event.target.closest(".pages a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  refresh(Number(new URL(link.href).searchParams.get("page") ?? 1)).then(() => list.scrollIntoView());
});

begin();
