import type { IntlShape } from 'react-intl';
import type { KeyChange } from '../../../../common/contract/keys.ts';
import { assertNever } from '../../../../common/errors.ts';
import type { Output } from '../../components/use-core.ts';

export type Keys = Output<'keys.list'>;
export type TeamKey = Keys['team'][number];
export type PlatformKey = Keys['platforms'][number];
export type Proposal = Output<'proposals.list'>['proposals'][number];

/** A day as people write it: `3 Mar 2026`. */
export function dayWords(intl: IntlShape, at: string): string {
  return intl.formatDate(at, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** What a change does, in a sentence. */
export function changeWords(intl: IntlShape, change: KeyChange): string {
  switch (change.action) {
    case 'rotate':
      return intl.formatMessage(
        { id: 'keys.proposal.rotate' },
        { days: change.validDays, overlap: change.overlapDays },
      );
    case 'retire':
    case 'destroy':
    case 'retirePlatform':
      return intl.formatMessage({ id: `keys.proposal.${change.action}` }, { key: change.keyId });
    case 'trustPlatform':
      return intl.formatMessage(
        { id: 'keys.proposal.trustPlatform' },
        {
          key: change.keyId,
          name: change.name,
          from: dayWords(intl, change.notBefore),
          to: dayWords(intl, change.notAfter),
        },
      );
    case 'recovery':
      return intl.formatMessage({ id: 'keys.proposal.recovery' });
    case 'intakeRules':
      return intl.formatMessage(
        { id: 'keys.proposal.intakeRules' },
        { unsigned: String(change.allowUnsigned), days: change.maxAgeDays },
      );
    default:
      return assertNever(change);
  }
}

/** The public key somebody who approves has to compare; null of changes that bring none. */
export function publicHalfOf(change: KeyChange): string | null {
  if (change.action === 'trustPlatform') return change.publicKey;
  return change.action === 'recovery' ? change.recipient : null;
}

export type KeyState = 'active' | 'later' | 'over' | 'retired' | 'destroyed' | 'trusted';

/** The state of a key at a moment (Unix milliseconds): its times count too, not only what was decided about it. */
export function stateAt(
  key: {
    readonly state: 'active' | 'retired' | 'destroyed' | 'trusted';
    readonly notBefore: string;
    readonly notAfter: string;
  },
  now: number,
): KeyState {
  if (key.state === 'retired' || key.state === 'destroyed') return key.state;
  if (now < Date.parse(key.notBefore)) return 'later';
  if (now >= Date.parse(key.notAfter)) return 'over';
  return key.state;
}

/** Team keys reports can be sealed to now, the newest first. */
export function sealingKeys(team: readonly TeamKey[], now: number): readonly TeamKey[] {
  return team
    .filter((key) => stateAt(key, now) === 'active')
    .sort((a, b) => Date.parse(b.notBefore) - Date.parse(a.notBefore));
}
