// Passkeys: what a form's data attributes say is handed to django-allauth's functions. Without script the forms stay hidden.
document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const data = form.dataset.options ? JSON.parse(form.dataset.options) : undefined;
    window.allauth.webauthn.forms[form.dataset.passkey]({ ids: JSON.parse(form.dataset.ids), data });
    form.hidden = false;
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const problem of document.querySelectorAll("[data-passkey-problem]")) problem.hidden = false;
  });
});
