// Signing in with an identity provider: an authorization code with PKCE (RFC 7636),
// exchanged here for an ID token, which Heed's gateway verifies. What it takes is kept
// in this tab alone and forgotten at the end.
"use strict";

(() => {
  const page = document.getElementById("oidc");
  if (!page) return;
  const kept = "heed-oidc";
  const answer = new URLSearchParams(location.search);

  const text = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const random = () => text(crypto.getRandomValues(new Uint8Array(32)));

  function fail(when, detail) {
    sessionStorage.removeItem(kept);
    page.hidden = true;
    const told = document.querySelector(`#oidc-mistake [data-when="${when}"]`);
    if (detail) told.querySelector("code").textContent = detail;
    told.hidden = false;
  }

  // The way there.
  async function leave() {
    const attempt = { state: random(), verifier: random(), next: page.dataset.next };
    sessionStorage.setItem(kept, JSON.stringify(attempt));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(attempt.verifier));
    const to = new URL(page.dataset.authorize);
    for (const [name, value] of Object.entries({
      response_type: "code", client_id: page.dataset.client, redirect_uri: page.dataset.redirect, scope: "openid profile",
      state: attempt.state, nonce: page.dataset.nonce, code_challenge: text(new Uint8Array(digest)), code_challenge_method: "S256",
    })) to.searchParams.set(name, value);
    location.replace(to);
  }

  // The way back.
  async function arrive() {
    const attempt = JSON.parse(sessionStorage.getItem(kept) || "null");
    history.replaceState(null, "", location.pathname); // the code is nobody's business
    if (!attempt || attempt.state !== answer.get("state")) return fail("failed", "state");
    if (!answer.has("code")) return fail("failed", answer.get("error_description") || answer.get("error") || "code");
    const exchanged = await fetch(page.dataset.token, {
      method: "POST", credentials: "omit", body: new URLSearchParams({
        grant_type: "authorization_code", code: answer.get("code"), client_id: page.dataset.client,
        redirect_uri: page.dataset.redirect, code_verifier: attempt.verifier,
      }),
    });
    const tokens = await exchanged.json();
    if (!exchanged.ok || !tokens.id_token) return fail("failed", tokens.error_description || tokens.error || `token ${exchanged.status}`);
    const signedIn = await fetch(location.pathname, {
      method: "POST", headers: { Authorization: `Bearer ${tokens.id_token}` }, body: new URLSearchParams({ next: attempt.next }),
    });
    if (signedIn.status === 403) return fail("denied");
    if (signedIn.status === 429) return fail("slow");
    const said = await signedIn.json();
    if (!signedIn.ok) return fail("failed", said.detail || said.message || `${signedIn.status}`);
    sessionStorage.removeItem(kept);
    location.replace(said.next);
  }

  (answer.has("state") ? arrive() : leave()).catch((e) => fail("failed", e.message));
})();
