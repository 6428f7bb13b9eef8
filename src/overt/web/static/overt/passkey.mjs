// Asks the browser for a passkey and sends its answer with the form; without script the pages offer codes instead.
const FAILED = "The browser gave no passkey. Try again, or use a code.";

async function answer(form) {
  const options = JSON.parse(form.dataset.options);
  const ask = form.dataset.passkey === "create" ? window.webauthnJSON.create : window.webauthnJSON.get;
  return JSON.stringify(await ask(options));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const says = form.querySelector("[data-passkey-says]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.hidden = true;
    try {
      form.elements.credential.value = await answer(form);
      form.submit();
    } catch {
      says.textContent = FAILED;
      says.hidden = false;
    }
  });
}
