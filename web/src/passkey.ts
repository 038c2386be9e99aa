/** Passkeys: what the server asks goes to the browser, what the browser signs goes back as JSON. */

/** Whether this browser can do it at all. */
export const passkeysWork = "PublicKeyCredential" in globalThis && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** Ask for a signature; null when the person closed the browser's window or has no passkey here. */
export async function signWithPasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return asked(navigator.credentials.get({ publicKey }));
}

/** Make a new passkey on this device, or on one beside it. */
export async function makePasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return asked(navigator.credentials.create({ publicKey }));
}

async function asked(answer: Promise<Credential | null>): Promise<unknown> {
  try {
    return ((await answer) as PublicKeyCredential | null)?.toJSON() ?? null;
  } catch {
    return null;
  }
}
