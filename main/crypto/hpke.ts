import { createPrivateKey, createPublicKey } from 'node:crypto';
import { AEAD_AES_128_GCM, AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { wipe } from './bytes.ts';

/** HPKE base mode (RFC 9180), one message per encapsulation; keys are raw X25519 bytes. */
export type HpkeSuite = CipherSuite;

/** What Quintet seals with: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export const SEALING_SUITE: HpkeSuite = new CipherSuite(
  KEM_DHKEM_X25519_HKDF_SHA256,
  KDF_HKDF_SHA256,
  AEAD_AES_256_GCM,
);
/** The suite of RFC 9180 appendix A.1: the same with AES-128-GCM. Published vectors go through it. */
export const APPENDIX_A1_SUITE: HpkeSuite = new CipherSuite(
  KEM_DHKEM_X25519_HKDF_SHA256,
  KDF_HKDF_SHA256,
  AEAD_AES_128_GCM,
);

const KEY_BYTES = 32;
/** DER before the raw bytes of an X25519 PKCS #8 key and of a SubjectPublicKeyInfo (RFC 8410). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_PREFIX_BYTES = 12;

export interface HpkeMessage {
  /** Encapsulated key, 32 bytes. */
  readonly enc: Uint8Array;
  /** 16 bytes longer than the plaintext. */
  readonly ciphertext: Uint8Array;
}

export interface HpkeContext {
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
}

/**
 * Seals to the holder of a private key.
 * @param publicKey 32 bytes
 * @throws RangeError when the key is none or has an order so small that everybody could open the message
 */
export async function sealHpke(
  publicKey: Uint8Array,
  plaintext: Uint8Array,
  context: HpkeContext,
  suite: HpkeSuite = SEALING_SUITE,
): Promise<HpkeMessage> {
  if (publicKey.length !== KEY_BYTES) throw new RangeError('an X25519 key has 32 bytes');
  try {
    const key = await suite.DeserializePublicKey(publicKey);
    const { encapsulatedSecret, ciphertext } = await suite.Seal(key, plaintext, context);
    return { enc: encapsulatedSecret, ciphertext };
  } catch (thrown) {
    throw new RangeError('the X25519 public key cannot be sealed to', { cause: thrown });
  }
}

/**
 * Opens with a private key; null when the key, the context or any byte is another.
 * @param privateKey 32 bytes
 */
export async function openHpke(
  privateKey: Uint8Array,
  { enc, ciphertext }: HpkeMessage,
  context: HpkeContext,
  suite: HpkeSuite = SEALING_SUITE,
): Promise<Uint8Array | null> {
  const keyPair = await importedPair(privateKey, suite);
  try {
    return await suite.Open(keyPair, enc, ciphertext, context);
  } catch {
    return null;
  }
}

type ImportedPair = ReturnType<HpkeSuite['GenerateKeyPair']>;

/**
 * Imported form of private keys in use, so that a key that opens bundle after bundle is read once. An entry goes with
 * the array it was made from; it is not looked up again by content, so nothing here outlives who holds the key.
 */
const imported = new WeakMap<Uint8Array, ImportedPair>();

/** Reads the key before it first waits: its owner may wipe the array at any later moment. */
function importedPair(privateKey: Uint8Array, suite: HpkeSuite): ImportedPair {
  const known = imported.get(privateKey);
  if (known) return known;
  const publicKey = x25519PublicKey(privateKey);
  const copy = Uint8Array.from(privateKey);
  const pair = Promise.all([suite.DeserializePrivateKey(copy), suite.DeserializePublicKey(publicKey)]).then(
    ([secret, open]) => {
      wipe(copy);
      return { privateKey: secret, publicKey: open };
    },
  );
  imported.set(privateKey, pair);
  return pair;
}

/** The public half of a 32-byte X25519 private key (RFC 7748). */
export function x25519PublicKey(privateKey: Uint8Array): Buffer {
  if (privateKey.length !== KEY_BYTES) throw new RangeError('an X25519 key has 32 bytes');
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, privateKey]), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX_BYTES);
}
