// Asks how the job is getting on, and takes the page anew when there is more to show.

const EVERY = 500;
let seen = "";

function job() {
  return document.getElementById("job");
}

async function look() {
  const answer = await fetch(job().dataset.progress, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const now = await answer.json();
  const told = [now.stage, now.reports, now.rejected].join(" ");
  if (told !== seen) {
    seen = told;
    await renew();
  }
  const bar = document.getElementById("share");
  if (bar && now.share !== null) bar.value = now.share;
  if (!now.over) setTimeout(look, EVERY);
}

async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("job");
  if (fresh) job().replaceWith(document.adoptNode(fresh));
}

if (job().dataset.over === "no") look();
