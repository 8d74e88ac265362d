import type { IntlShape } from 'react-intl';
import type { Standing } from '../../../../common/domain/log.ts';
import { EXPERIMENTAL_LABELS, LABELS, type Label } from '../../../../common/domain/scores.ts';
import { policyName } from '../../components/policy-words.ts';
import { hasMessage } from '../../i18n.ts';
import { formatProbability } from '../review/model-words.ts';

const DAY = 24 * 60 * 60_000;

/** `Today 13:09`, `Yesterday 09:12`, `3 Mar 2026 12:14`; with seconds where entries follow each other closely. */
export function timeWords(intl: IntlShape, at: string, now: number, withSeconds = false): string {
  const date = new Date(at);
  const time = intl.formatTime(date, {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' as const } : {}),
    hourCycle: 'h23',
  });
  const startOfToday = new Date(now).setHours(0, 0, 0, 0);
  if (date.getTime() >= startOfToday) return intl.formatMessage({ id: 'audit.today' }, { time });
  if (date.getTime() >= startOfToday - DAY) return intl.formatMessage({ id: 'audit.yesterday' }, { time });
  return `${intl.formatDate(date, { day: 'numeric', month: 'short', year: 'numeric' })} ${time}`;
}

/** A finding, action or kind code in words; a code newer than this window stands for itself. */
export function codeWords(intl: IntlShape, family: 'finding' | 'action' | 'kind', code: string | null): string {
  if (code === null) return '';
  const id = `${family}.${code}`;
  return hasMessage(id) ? intl.formatMessage({ id }) : code;
}

/** What an entry of the list says: its kind, which message was revealed, whether a decision was taken back later. */
export function entryWords(
  intl: IntlShape,
  { kind, slot, standing }: { kind: string; slot: number | null; standing: Standing | null },
): string {
  if (slot === 0) return intl.formatMessage({ id: 'message.complaintRevealed' });
  if (slot !== null) return intl.formatMessage({ id: 'message.revealed' }, { slot });
  const what = codeWords(intl, 'kind', kind);
  return standing === 'taken_back' ? intl.formatMessage({ id: 'audit.what.takenBack' }, { what }) : what;
}

function labelWords(intl: IntlShape, label: string): string {
  const known = LABELS.find((candidate): candidate is Label => candidate === label);
  if (known === undefined) return label;
  const words = intl.formatMessage({ id: `label.${known}` });
  return EXPERIMENTAL_LABELS.includes(known) ? `${words}*` : words;
}

/** "Likely insult", "Unlikely", "Not scored": what the model said when a decision was taken. */
export function modelWords(intl: IntlShape, label: string | null, band: string | null): string {
  if (label === null || band === null) return intl.formatMessage({ id: 'audit.notScored' });
  const words = intl.formatMessage({ id: 'message.score' }, { band, label: labelWords(intl, label) });
  const text = band === 'unlikely' ? (words.split(' ')[0] ?? words) : words;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One entry as `log.case` gives it. */
export interface TimelineEntry {
  readonly index: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Detail = TimelineEntry['detail'];

function text(detail: Detail, name: string): string {
  const value = detail[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function count(detail: Detail, name: string): number {
  const value = detail[name];
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : 0;
}

/** Outcomes that only repeat their finding. */
function isPlainOutcome(policy: string): boolean {
  return policy === 'NO_VIOLATION' || policy === 'INSUFFICIENT_CONTEXT';
}

function actionWords(intl: IntlShape, action: string): string {
  if (action === 'none') return intl.formatMessage({ id: 'timeline.noAction' });
  return codeWords(intl, 'action', action).toLocaleLowerCase('en');
}

/** Heading of one step of a case's history. */
export function timelineTitle(intl: IntlShape, { kind, actor, detail }: TimelineEntry): string {
  if (kind === 'decision.committed' && isPlainOutcome(text(detail, 'policy'))) {
    const finding = codeWords(intl, 'finding', text(detail, 'finding'));
    return intl.formatMessage({ id: 'timeline.decision.committed.outcome' }, { finding });
  }
  const id = `timeline.${kind}`;
  if (!hasMessage(id)) return intl.formatMessage({ id: 'timeline.other' }, { kind: codeWords(intl, 'kind', kind) });
  return intl.formatMessage(
    { id },
    {
      actor,
      verdict: text(detail, 'verdict'),
      slot: text(detail, 'slot'),
      cause: text(detail, 'cause'),
      attempts: count(detail, 'attempts'),
      finding: codeWords(intl, 'finding', text(detail, 'finding')),
      policy: policyName(intl, text(detail, 'policy')),
    },
  );
}

/** What else is known about the step, without its time; empty when there is nothing to add. */
export function timelineFacts(intl: IntlShape, { kind, actor, detail }: TimelineEntry): string {
  switch (kind) {
    case 'case.received':
      return intl.formatMessage(
        { id: 'timeline.case.received.facts' },
        { messages: count(detail, 'messages'), via: text(detail, 'via') },
      );
    case 'case.scored':
      return intl.formatMessage(
        { id: 'timeline.case.scored.facts' },
        {
          model: text(detail, 'model'),
          band: text(detail, 'band'),
          label: labelWords(intl, text(detail, 'label')),
          p: formatProbability(count(detail, 'p')),
        },
      );
    case 'case.unscored':
      return intl.formatMessage({ id: 'timeline.case.unscored.facts' }, { why: text(detail, 'cause') });
    case 'case.quarantined':
      return text(detail, 'code');
    case 'case.opened':
      return intl.formatMessage({ id: 'timeline.case.opened.facts' }, { n: count(detail, 'shown') });
    case 'case.released': {
      const until = text(detail, 'until');
      if (until === '') return '';
      const time = intl.formatTime(until, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
      return intl.formatMessage({ id: 'timeline.case.released.until' }, { until: time });
    }
    case 'decision.committed': {
      const guideline = text(detail, 'guideline');
      const action = actionWords(intl, text(detail, 'action'));
      return guideline === ''
        ? intl.formatMessage({ id: 'timeline.decision.committed.facts' }, { action, actor })
        : intl.formatMessage({ id: 'timeline.decision.committed.guideline' }, { action, actor, guideline });
    }
    default:
      return '';
  }
}
