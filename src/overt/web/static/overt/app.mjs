// Starts the components once the page is parsed; every page works without this file.
import { initAll } from "./govuk-frontend.min.js";
import { followDeployment } from "./follow.mjs";
import { refreshPreviews } from "./preview.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
refreshPreviews(document.querySelectorAll("img[data-preview]"));
for (const desk of document.querySelectorAll("[data-follow]")) followDeployment(desk);
