/**
 * The keychain of the operating system, as a second lock on a person's slot: never the only one, because whoever is
 * signed in to the operating system can use it. The desktop host provides it; everywhere else there is none.
 */
export interface Keychain {
  /** Hands bytes to the keychain's protection; only this account on this machine gets them back. */
  protect(bytes: Uint8Array): Promise<Uint8Array>;
  /** Null when they were protected elsewhere, or the keychain refuses. */
  recover(protectedBytes: Uint8Array): Promise<Uint8Array | null>;
}
