// Sends a form without leaving the page until the server has answered, and again with the same key when the link is
// down: the server does the act once. Nothing is kept by the browser; what is not sent stays in the form.
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;

export function sendForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-send]")) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    send(form, new FormData(form, event.submitter), event.submitter, FIRST_PAUSE_MS);
  });
}

async function send(form, fields, submitter, pause) {
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: fields, headers: { "X-Requested-With": "fetch" } });
  } catch {
    say("Not sent yet: the link is down. Trying again by itself.");
    setTimeout(() => send(form, fields, submitter, Math.min(2 * pause, LONGEST_PAUSE_MS)), pause);
    return;
  }
  if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) {
    const { next } = await answer.json();
    location.assign(next);
    return;
  }
  // Anything else is a page: let the browser ask for it as it does without script.
  if (submitter?.name) form.append(hidden(submitter.name, submitter.value));
  form.submit();
}

function hidden(name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  return field;
}

function say(words) {
  const place = document.querySelector("[data-send-state]");
  if (place) place.textContent = words;
}
