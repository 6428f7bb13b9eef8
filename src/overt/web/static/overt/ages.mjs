// Says how old each waiting alert is, once a second, in words that change and never blink.
export function keepAges() {
  setInterval(() => {
    for (const age of document.querySelectorAll("[data-age]")) {
      const seconds = Math.max(0, Math.round((Date.now() - Date.parse(age.dateTime)) / 1000));
      const words = seconds < 120 ? `${seconds} seconds` : `${Math.floor(seconds / 60)} minutes`;
      if (age.textContent !== words) age.textContent = words;
    }
  }, 1000);
}
