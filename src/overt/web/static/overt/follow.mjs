// Follows one deployment by server-sent events and replaces the parts of the page they are about. The events carry
// no personal data: only which part has changed. EventSource resumes by itself with Last-Event-ID.
import { tellOfAlerts } from "./sound.mjs";

export function followDeployment(desk) {
  const link = desk.querySelector("[data-link-state]");
  const parts = new Map();
  for (const part of desk.querySelectorAll("[data-part]")) {
    parts.set(part.dataset.part, fresh(part));
    drawCharts(part);
  }
  const stream = new EventSource(`${desk.dataset.follow}&parts=${[...parts.keys()].join("+")}`);
  stream.addEventListener("changed", (event) => {
    for (const name of event.data.split(" ")) parts.get(name)?.();
  });
  stream.addEventListener("open", () => say(link, "Live: this page updates by itself."));
  stream.addEventListener("error", () => say(link, "The live link is down. Trying again; you can also refresh."));
  stream.addEventListener("ended", () => {
    stream.close();
    say(link, "You are signed out, or this page is no longer yours. Sign in again.");
  });
  window.addEventListener("pagehide", () => stream.close());
}

// One request at a time a part; a change that comes meanwhile is fetched after it.
function fresh(part) {
  let busy = false;
  let again = false;
  return async function load() {
    if (busy) return void (again = true);
    busy = true;
    try {
      const answer = await fetch(part.dataset.source, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && !answer.redirected) replace(part, await answer.text());
    } catch {
      // The stream's own error says that the link is down.
    }
    busy = false;
    if (again) {
      again = false;
      load();
    }
  };
}

function replace(part, markup) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  if (sameWords(part, markup)) return;
  const open = new Set([...part.querySelectorAll("details[open]")].map((one) => one.dataset.name ?? one.className));
  const before = part.querySelectorAll("[data-age]").length;
  part.innerHTML = markup;
  for (const one of part.querySelectorAll("details")) one.open = open.has(one.dataset.name ?? one.className);
  if (part.querySelector("[data-age]") || before) tellOfAlerts(part.querySelectorAll("[data-age]").length, before);
  drawCharts(part);
  announce(part);
  if (focused) document.getElementById(focused)?.focus();
}

// A live region must stay in the page to be read out, so the part's words are copied into it.
function announce(part) {
  const words = part.querySelector("[data-announcement]")?.textContent;
  const region = document.querySelector("[data-announce]");
  if (words && region && region.textContent !== words) region.textContent = words;
}

function say(link, words) {
  if (link && link.textContent !== words) link.textContent = words;
}

// A form's random key differs each time a part is fetched; that alone is no reason to draw it anew.
function sameWords(part, markup) {
  const bare = (text) => text.replace(/name="(tap|csrfmiddlewaretoken)" value="[^"]*"/g, "");
  if (part.dataset.last === bare(markup)) return true;
  part.dataset.last = bare(markup);
  return false;
}

async function drawCharts(part) {
  if (!part.querySelector("[data-chart]")) return;
  const { drawCharts: draw } = await import("./chart.mjs");
  draw(part);
}
