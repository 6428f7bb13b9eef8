// Compiles styles/overt.scss and copies the vendored scripts of GOV.UK Frontend and uPlot into
// the web room's static folder. With --check it writes nothing and fails when the
// committed files differ from what the sources give.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "sass";

const here = new URL(".", import.meta.url);
const out = new URL("../src/overt/web/static/overt/", here);
const govuk = new URL("node_modules/govuk-frontend/dist/govuk/", here);

function styles() {
  const { css } = compile(new URL("styles/overt.scss", here).pathname, {
    loadPaths: [new URL("node_modules", here).pathname],
    style: "compressed",
    charset: false,
  });
  return `${css}\n`;
}

async function script() {
  const text = await readFile(new URL("govuk-frontend.min.js", govuk), "utf8");
  // The source map is not shipped, so its pointer would only be a 404.
  return text.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n");
}

function vendored(path) {
  return readFile(new URL(`node_modules/${path}`, here), "utf8");
}

const built = {
  "overt.css": styles(),
  "govuk-frontend.min.js": await script(),
  "uPlot.esm.js": await vendored("uplot/dist/uPlot.esm.js"),
  "uPlot.min.css": await vendored("uplot/dist/uPlot.min.css"),
};

let stale = 0;
for (const [name, text] of Object.entries(built)) {
  const target = new URL(name, out);
  if (process.argv.includes("--check")) {
    const committed = await readFile(target, "utf8").catch(() => "");
    if (committed !== text) {
      console.error(`${name} is not what the sources give: run npm run build`);
      stale += 1;
    }
  } else {
    await writeFile(target, text);
    console.log(`${name}: ${Math.round(text.length / 1024)} kB`);
  }
}
process.exit(stale ? 1 : 0);
