// Shows what needs a passkey where the browser has them, and says in words what went wrong.
(() => {
  if (window.PublicKeyCredential) {
    for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = false;
  }
  const reasons = {
    NotAllowedError: "The passkey wasn't used: the request was closed, or it took too long. Nothing has changed. Try again when you're ready.",
    InvalidStateError: "This device already has a key for your account.",
    SecurityError: "Passkeys don't work at this address. Use your password, or open the site by its name.",
  };
  const other = "Your browser couldn't use a passkey here. Nothing has changed. Try again, or use another way in.";
  document.addEventListener("allauth.error", (event) => {
    const place = document.querySelector("[data-passkey-problem]");
    if (!place) return;
    event.preventDefault();
    place.textContent = reasons[event.detail.exception && event.detail.exception.name] || other;
  });
})();
