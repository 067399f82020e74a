// Asks again for a page that is still being worked out, and loads it anew once nothing on it is waited for.

const PAUSE = 1500;
const MOST = 200;

export async function comeBack() {
  for (let asked = 0; asked < MOST && document.querySelector("[data-waiting]"); asked += 1) {
    await new Promise((after) => setTimeout(after, PAUSE));
    if (document.hidden) continue;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) continue;
    const text = await answer.text();
    if (!new DOMParser().parseFromString(text, "text/html").querySelector("[data-waiting]")) {
      location.reload();
      return;
    }
  }
}
