// Incidents: the form holds what is wanted. Whatever changes it (a field, days dragged over on the time line, a part of
// the map) asks for list, places and drawings anew, and keeps the address that shows the same view: Back leads to the view
// before, where what was typed into one field is one step.

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
// The field that is being typed into, whether the next view is a step of its own, and the address of the view shown.
let typed = null;
let step = false;
const loaded = performance.getEntriesByType("navigation")[0]?.name ?? "";
let address = loaded.startsWith("http") ? new URL(loaded).search : location.search;

const line = new TimeLine(document.getElementById("line"), (since, until) => {
  field("since").value = since;
  field("until").value = until;
  chosen();
});

function words(page) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  return new URLSearchParams(page > 1 ? [...given, ["page", page]] : given);
}

// What is chosen at once, unlike what is typed, is a step of its own.
function chosen(page) {
  typed = null;
  step = true;
  return refresh(page);
}

function keep(query) {
  const kept = query ? `?${query}` : "";
  if (step && kept !== address) history.pushState(null, "", kept || location.pathname);
  else history.replaceState(null, "", kept || location.pathname);
  address = kept;
  step = false;
}

async function refresh(page = 1) {
  asked?.abort();
  const own = new AbortController();
  asked = own;
  const query = words(page);
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${drawn.dataset.shown}?${query}`, {
      headers: { accept: "application/json" },
      signal: own.signal,
    });
    if (!answer.ok) return refused(await answer.text());
    const shown = await answer.json();
    keep(query.toString());
    list.innerHTML = shown.list;
    places.innerHTML = shown.places;
    answered();
    said.textContent = counted(shown.total, "incident");
    draw(shown);
  } catch (error) {
    if (error.name !== "AbortError") tellFault("The workspace does not answer.");
  } finally {
    if (asked === own) list.setAttribute("aria-busy", "false");
  }
  return undefined;
}

// Why there is no answer, under the form; what is below it is of what was asked for before.
function tellFault(what) {
  answered();
  fault.replaceChildren(what);
  for (const old of [drawn, list]) old.classList.add("outdated");
}

function answered() {
  fault.replaceChildren();
  for (const old of [drawn, list]) old.classList.remove("outdated");
  for (const one of form.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
}

function refused(page) {
  const faults = new DOMParser().parseFromString(page, "text/html").querySelector(".faults");
  tellFault(faults ? document.importNode(faults, true) : "The workspace refuses this.");
  for (const one of fault.querySelectorAll("[data-field]")) blame(one, one.dataset.field.split(".")[0]);
  fault.scrollIntoView({ block: "nearest" });
}

// Marks the fields that a reason is about, and calls the first as the form does.
function blame(reason, name) {
  const label = form.querySelector(`label[for="${CSS.escape(name)}"]`);
  if (!label) return;
  reason.querySelector("b").textContent = label.textContent;
  // Of two days that are the wrong way round the reason names the first alone.
  for (const one of name === "since" && field("until").value ? [name, "until"] : [name]) {
    field(one).setAttribute("aria-invalid", "true");
    field(one).setAttribute("aria-describedby", "fault");
  }
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
  chosen();
}

const choose = document.getElementById("map-choose");

function press(on) {
  choose.setAttribute("aria-pressed", String(on));
  map.choose(on);
}

function choosePart(box) {
  press(false);
  field("box").value = box;
  chosen();
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
  if (!asAddressed()) return;
  refresh(Number(new URLSearchParams(location.search).get("page") ?? 1));
  const world = await (await fetch(drawn.dataset.world)).json();
  map = new IncidentMap(document.getElementById("map"), world, { chosen: choosePart, picked: pick });
  tools();
  if (last) map.show(last.spots, field("box").value);
}

let typing = 0;
form.addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  if (halfTyped(target)) return;
  const atOnce = target.matches("select, input[type=date], input[type=number], input[type=checkbox]");
  if (atOnce || typed !== target.name) step = true;
  typed = atOnce ? null : target.name;
  typing = setTimeout(() => target.checkValidity() && refresh(), atOnce ? 0 : WAIT_FOR_TYPING);
});
// A country that no list has is asked for when it has been typed: the workspace knows more names, or says that it is none.
form.addEventListener("change", ({ target }) => {
  if (target === field("country") && halfTyped(target)) chosen();
});
form.addEventListener("focusout", () => (typed = null));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  chosen();
});
document.getElementById("line-clear").addEventListener("click", () => {
  field("since").value = field("until").value = "";
  chosen();
});
window.addEventListener("popstate", asAddressed);

// Loads the page anew where the address asks for another view than is shown: after Back, also before this script ran.
function asAddressed() {
  if (location.search !== address) location.reload();
  return location.search === address;
}

// What is on its way to something else: a year of few digits, the first letters of a country.
function halfTyped(what) {
  if (what.type === "date") return what.value.startsWith("0");
  if (what !== field("country") || !what.value) return false;
  const said = what.value.trim().toLowerCase();
  return ![...what.list.options].some((one) => [one.value, one.label].some((name) => name.toLowerCase() === said));
}

list.addEventListener("click", (event) => {
  const link = event.target.closest(".pages a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  chosen(Number(new URL(link.href).searchParams.get("page") ?? 1)).then(() => list.scrollIntoView());
});

begin();
