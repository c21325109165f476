/* Forms that are answered with a passkey: data-passkey says whether one is made or shown. webauthn-json.js is allauth's. */

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

function storedInDevice(options) {
  const selection = { ...options.publicKey.authenticatorSelection };
  Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  return { ...options, publicKey: { ...options.publicKey, authenticatorSelection: selection } };
}

async function credentialFor(form) {
  const options = await optionsOf(form);
  return form.dataset.passkey === "create"
    ? window.webauthnJSON.create(storedInDevice(options))
    : window.webauthnJSON.get(options);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const fault = form.querySelector("[data-passkey-fault]");
      fault.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form));
        form.submit();
      } catch {
        fault.hidden = false;
      }
    });
  }
}
