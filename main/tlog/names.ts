/**
 * One Ed25519 key signs different things under different names, so that a signature over one can never be shown as a
 * signature over another: entries as the device, checkpoints as the log, and notes of a full verification as this.
 */
export function verifiedName(origin: string): string {
  return `${origin}/verified`;
}
