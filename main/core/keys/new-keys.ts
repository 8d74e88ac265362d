import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { TeamKeyRow } from '../../db/queries/keys.ts';
import { x25519PublicKey } from '../../crypto/hpke.ts';
import { sealUnderEnvelope, teamKeyPurpose } from './key-store.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Days a team key seals before the next one has to follow, unless a rotation says otherwise. */
export const TEAM_KEY_DAYS = 365;

/** Reports that came in before the workspace was made are taken in as well, as far back as the age limit goes. */
const HEAD_START_MS = 730 * DAY;

/**
 * Makes a team key: X25519, named after the day and four random bytes.
 * @param now Unix milliseconds
 */
export function newTeamKey(
  envelopeKey: Uint8Array,
  now: number,
  options: { readonly validDays?: number; readonly headStart?: boolean } = {},
): TeamKeyRow {
  const secret = randomBytes(32);
  const keyId = `team-${new Date(now).toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
  const row: TeamKeyRow = {
    keyId,
    public: x25519PublicKey(secret),
    private: sealUnderEnvelope(envelopeKey, teamKeyPurpose(keyId), secret),
    state: 'active',
    notBefore: options.headStart === true ? now - HEAD_START_MS : now,
    notAfter: now + (options.validDays ?? TEAM_KEY_DAYS) * DAY,
    createdAt: now,
  };
  secret.fill(0);
  return row;
}

/** The device's signing key (Ed25519): PKCS #8 PEM and the public key object's raw 32 bytes. */
export function newDeviceKey(): { pem: string; publicKey: ReturnType<typeof generateKeyPairSync>['publicKey'] } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), publicKey };
}
