// Asks for the next preview about five times a second, never two at once, and not while the page is hidden.
const INTERVAL_MS = 200;

export function refreshPreviews(images) {
  for (const image of images) keepFresh(image);
}

function keepFresh(image) {
  const source = image.dataset.preview;
  let count = 0;
  const next = () => {
    if (document.hidden) return setTimeout(next, INTERVAL_MS);
    const started = performance.now();
    const loading = new Image();
    loading.onload = loading.onerror = () => {
      if (loading.naturalWidth) image.src = loading.src;
      setTimeout(next, Math.max(0, INTERVAL_MS - (performance.now() - started)));
    };
    loading.src = `${source}?n=${(count += 1)}`;
  };
  next();
}
