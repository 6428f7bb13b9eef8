// Single keys for the three views, only while the focus is inside the form that asks for one (WCAG 2.1.4).
export function listenForKeys(form) {
  form.focus({ preventScroll: true });
  form.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    const button = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
