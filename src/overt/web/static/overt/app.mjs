// Starts the components once the page is parsed; every page works without this file.
import { initAll } from "./govuk-frontend.min.js";
import { keepAges } from "./ages.mjs";
import { followDeployment } from "./follow.mjs";
import { listenForKeys } from "./keys.mjs";
import { refreshPreviews } from "./preview.mjs";
import { sendForms } from "./send.mjs";
import { offerSound } from "./sound.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
refreshPreviews(document.querySelectorAll("img[data-preview]"));
for (const desk of document.querySelectorAll("[data-follow]")) followDeployment(desk);
for (const form of document.querySelectorAll("[data-keys]")) listenForKeys(form);
for (const button of document.querySelectorAll("[data-sound]")) offerSound(button);
if (document.querySelector("[data-part='queue']")) keepAges();
sendForms(document);
if (document.querySelector("[data-installable]") && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/officer-worker.js", { scope: "/engagements/" });
}
