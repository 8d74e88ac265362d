import type { IntlShape } from 'react-intl';
import type { Tone } from '../../components/Notice.tsx';
import type { Output } from '../../components/use-core.ts';

export type Disclosure = Output<'disclosure.list'>['disclosures'][number];

/** Admins who have to approve before anything is written. */
export const APPROVERS = 2;

/** Where a request stands, in words. */
export function stateWords(intl: IntlShape, { state, decisions }: Pick<Disclosure, 'state' | 'decisions'>): string {
  if (state !== 'open') return intl.formatMessage({ id: `disclosure.state.${state}` });
  const approved = decisions.filter(({ approve }) => approve).length;
  return intl.formatMessage({ id: 'disclosure.state.open' }, { approved, needed: APPROVERS });
}

export const STATE_TONES: Record<Disclosure['state'], Tone> = {
  open: 'warn',
  approved: 'plain',
  rejected: 'plain',
  exported: 'ok',
};

/** What somebody may do with a request now, and why not when it is waiting for others. */
export type Part = 'decide' | 'own' | 'decided' | 'initial' | 'export' | 'none';

/**
 * @param may what the role allows: deciding and exporting
 */
export function partOf(
  disclosure: Pick<Disclosure, 'state' | 'proposedBy' | 'decisions'>,
  user: { readonly id: string; readonly initialPassphrase: boolean },
  may: { readonly decide: boolean; readonly export: boolean },
): Part {
  if (disclosure.state === 'approved') return may.export ? 'export' : 'none';
  if (disclosure.state !== 'open' || !may.decide) return 'none';
  if (disclosure.proposedBy === user.id) return 'own';
  if (disclosure.decisions.some(({ actor }) => actor === user.id)) return 'decided';
  return user.initialPassphrase ? 'initial' : 'decide';
}

/** One step of a request's history. */
export interface Step {
  readonly what: 'proposed' | 'approved' | 'rejected' | 'exported';
  readonly actor: string;
  readonly at: string;
}

/** What happened to a request, oldest first. */
export function historyOf(disclosure: Disclosure): readonly Step[] {
  const { proposedBy, proposedAt, decisions } = disclosure;
  return [
    { what: 'proposed' as const, actor: proposedBy, at: proposedAt },
    ...decisions
      .map(({ actor, at, approve }) => ({ what: approve ? ('approved' as const) : ('rejected' as const), actor, at }))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    ...(disclosure.export === null
      ? []
      : [{ what: 'exported' as const, actor: disclosure.export.by, at: disclosure.export.at }]),
  ];
}
