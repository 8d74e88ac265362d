/** Letters and digits that are not mistaken for one another when read out or written down. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 5;
const GROUP_LENGTH = 4;

/**
 * A first passphrase for somebody else: five groups of four out of 31 signs, about 99 bits.
 * @param random fills an array with random bytes
 */
export function firstPassphrase(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): string {
  const signs: string[] = [];
  // A byte beyond the last whole multiple of the alphabet would favour its first signs.
  const fair = 256 - (256 % ALPHABET.length);
  while (signs.length < GROUPS * GROUP_LENGTH) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < fair && signs.length < GROUPS * GROUP_LENGTH) signs.push(ALPHABET.charAt(byte % ALPHABET.length));
    }
  }
  const groups = Array.from({ length: GROUPS }, (_, n) => signs.slice(n * GROUP_LENGTH, (n + 1) * GROUP_LENGTH));
  return groups.map((group) => group.join('')).join('-');
}
