// The network: pointing at an actor leaves its ties in full colour and dims all others.

import { comeBack } from "./waiting.js";

const network = document.getElementById("network");

function light(key) {
  network.classList.toggle("dimmed", key !== null);
  const near = new Set([key]);
  for (const tie of network.querySelectorAll("[data-ends]")) {
    const ends = tie.dataset.ends.split(" ");
    const lit = key !== null && ends.includes(key);
    tie.classList.toggle("lit", lit);
    if (lit) ends.forEach((end) => near.add(end));
  }
  for (const node of network.querySelectorAll("[data-key]")) {
    node.classList.toggle("lit", key !== null && near.has(node.dataset.key));
  }
}

if (network) {
  network.addEventListener("pointerover", (event) => {
    light(event.target.closest("[data-key]")?.dataset.key ?? null);
  });
  network.addEventListener("pointerleave", () => light(null));
}

comeBack();
