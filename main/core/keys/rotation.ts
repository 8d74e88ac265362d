import type { KeyChange } from '../../../common/contract/keys.ts';
import type { LogDraft, LogEvent } from '../../../common/domain/log.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { KeyChanges, PlatformKeyRow, TeamKeyRow } from '../../db/queries/keys.ts';
import { parseRecipient } from '../backup/age-file.ts';
import type { Workspace } from '../workspace/open.ts';
import { SETTINGS } from './key-store.ts';
import { newTeamKey } from './new-keys.ts';

const DAY = 24 * 60 * 60 * 1000;

/** A team key is sealed to only while this holds. A key whose time has passed counts as retired. */
export function teamKeyStateAt({ state, notAfter }: TeamKeyRow, now: number): TeamKeyRow['state'] {
  return state === 'active' && notAfter <= now ? 'retired' : state;
}

type Keys = Pick<Workspace['keys'], 'team' | 'platforms'>;
type Change<Action extends KeyChange['action']> = Extract<KeyChange, { action: Action }>;

/**
 * Whether a change could be applied as things stand. What depends on the stored cases is looked at when it is applied.
 * @throws ProblemError NO_SUCH_KEY, KEY_IN_USE, KEY_EXISTS, BAD_INPUT, USAGE
 */
export function requirePossible(keys: Keys, change: KeyChange, now: number): void {
  switch (change.action) {
    case 'rotate':
    case 'intakeRules':
      return;
    case 'recovery':
      parseRecipient(change.recipient);
      return;
    case 'retire':
      requireRetirable(keys, change, now);
      return;
    case 'destroy':
      requireDestroyable(keys, change, now);
      return;
    case 'trustPlatform':
      requireTrustable(keys, change);
      return;
    case 'retirePlatform':
      platformKey(keys, change.keyId);
      return;
  }
}

/**
 * What a change does to keys and settings, with the entries that say so. A rotation makes the new key here: nobody sees
 * its private half, it goes from here into the database sealed.
 * @param entryOf makes the entry of the person who applies the change
 * @throws ProblemError as {@link requirePossible}
 */
export function changesOf(
  { keys, vault }: Pick<Workspace, 'keys' | 'vault'>,
  change: KeyChange,
  now: number,
  entryOf: (event: LogEvent) => LogDraft,
): KeyChanges {
  requirePossible(keys, change, now);
  switch (change.action) {
    case 'rotate':
      return rotated(keys, newTeamKey(vault.envelopeKey, now, change), now + change.overlapDays * DAY, now, entryOf);
    case 'retire': {
      const key = teamKey(keys, change.keyId);
      const retired: TeamKeyRow = { ...key, state: 'retired', notAfter: Math.min(key.notAfter, now) };
      return { team: [retired], entries: [entryOf(retiredEvent(retired))] };
    }
    case 'destroy': {
      const key: TeamKeyRow = { ...teamKey(keys, change.keyId), state: 'destroyed', private: null };
      return { team: [key], entries: [entryOf({ kind: 'key.destroyed', key: key.keyId })] };
    }
    case 'trustPlatform': {
      const key: PlatformKeyRow = {
        keyId: change.keyId,
        name: change.name,
        public: Buffer.from(change.publicKey, 'base64'),
        state: 'trusted',
        notBefore: Date.parse(change.notBefore),
        notAfter: Date.parse(change.notAfter),
      };
      const { keyId, notBefore, notAfter } = change;
      return { platforms: [key], entries: [entryOf({ kind: 'platform.trusted', key: keyId, notBefore, notAfter })] };
    }
    case 'retirePlatform': {
      const key: PlatformKeyRow = { ...platformKey(keys, change.keyId), state: 'retired' };
      return { platforms: [key], entries: [entryOf({ kind: 'platform.retired', key: key.keyId })] };
    }
    case 'intakeRules': {
      const { allowUnsigned, maxAgeDays } = change;
      const value = JSON.stringify({ allowUnsigned, maxAgeDays });
      const setting = SETTINGS.intakeRules;
      return { settings: [{ name: setting, value }], entries: [entryOf({ kind: 'setting.changed', setting, value })] };
    }
    case 'recovery': {
      const { recipient } = change;
      const value = JSON.stringify({ recipient, since: timeOf(now) });
      return {
        settings: [{ name: SETTINGS.recovery, value }],
        entries: [entryOf({ kind: 'recovery.set', recipient })],
      };
    }
  }
}

/** The new key from now on; every key that still seals does so until `end` at the latest, and then only opens. */
function rotated(
  keys: Keys,
  fresh: TeamKeyRow,
  end: number,
  now: number,
  entryOf: (event: LogEvent) => LogDraft,
): KeyChanges {
  const ending = keys.team
    .filter((key) => teamKeyStateAt(key, now) === 'active')
    .map((key) => ({ ...key, notAfter: Math.min(key.notAfter, end) }));
  const { keyId: key, notBefore, notAfter } = fresh;
  return {
    team: [...ending, fresh],
    entries: [
      entryOf({ kind: 'key.created', key, notBefore: timeOf(notBefore), notAfter: timeOf(notAfter) }),
      ...ending.map((old) => entryOf(retiredEvent(old))),
    ],
  };
}

function requireRetirable(keys: Keys, { keyId }: Change<'retire'>, now: number): void {
  const key = teamKey(keys, keyId);
  if (teamKeyStateAt(key, now) !== 'active')
    throw new ProblemError('NO_SUCH_KEY', `The team key ${keyId} is retired already.`);
  const others = keys.team.some((other) => other.keyId !== keyId && teamKeyStateAt(other, now) === 'active');
  if (!others)
    throw new ProblemError('KEY_IN_USE', `New reports are sealed to ${keyId} alone. Rotate first, then retire it.`);
}

function requireDestroyable(keys: Keys, { keyId }: Change<'destroy'>, now: number): void {
  const state = teamKeyStateAt(teamKey(keys, keyId), now);
  if (state === 'destroyed') throw new ProblemError('NO_SUCH_KEY', `The team key ${keyId} was destroyed already.`);
  if (state === 'active')
    throw new ProblemError('KEY_IN_USE', `New reports are still sealed to ${keyId}. Rotate and retire it first.`);
}

/** A public key never changes under its id: what was verified with it would otherwise fail afterwards. */
function requireTrustable(keys: Keys, { keyId, publicKey, notBefore, notAfter }: Change<'trustPlatform'>): void {
  if (Date.parse(notBefore) >= Date.parse(notAfter))
    throw new ProblemError('BAD_INPUT', 'The time from which the platform key counts lies after its end.');
  const bytes = Buffer.from(publicKey, 'base64');
  if (bytes.toString('base64') !== publicKey)
    throw new ProblemError('BAD_INPUT', 'The public key of the platform is not 32 bytes in base64.');
  const known = keys.platforms.find((key) => key.keyId === keyId);
  if (known !== undefined && !bytes.equals(known.public))
    throw new ProblemError('KEY_EXISTS', `There already is another platform key ${keyId}. Give this one its own id.`);
}

function teamKey(keys: Keys, keyId: string): TeamKeyRow {
  const key = keys.team.find((row) => row.keyId === keyId);
  if (key === undefined) throw new ProblemError('NO_SUCH_KEY', `There is no team key ${keyId}.`);
  return key;
}

function platformKey(keys: Keys, keyId: string): PlatformKeyRow {
  const key = keys.platforms.find((row) => row.keyId === keyId);
  if (key === undefined) throw new ProblemError('NO_SUCH_KEY', `There is no platform key ${keyId}.`);
  if (key.state === 'retired') throw new ProblemError('NO_SUCH_KEY', `The platform key ${keyId} is retired already.`);
  return key;
}

function retiredEvent({ keyId, notAfter }: TeamKeyRow): LogEvent {
  return { kind: 'key.retired', key: keyId, notAfter: timeOf(notAfter) };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
