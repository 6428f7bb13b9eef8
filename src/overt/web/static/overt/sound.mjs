// A short tone with a new alert, if asked for. Its visible twin is always there: the count in the page's title and
// over the queue.
let context = null;

export function offerSound(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    context = context ? void context.close() : new AudioContext();
    button.setAttribute("aria-pressed", String(Boolean(context)));
  });
}

export function tellOfAlerts(waiting, before) {
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting ? `(${waiting}) ${title}` : title;
  if (waiting > before && context) tone();
}

function tone() {
  const source = context.createOscillator();
  const loudness = context.createGain();
  loudness.gain.value = 0.2;
  source.frequency.value = 660;
  source.connect(loudness).connect(context.destination);
  source.start();
  source.stop(context.currentTime + 0.25);
}
