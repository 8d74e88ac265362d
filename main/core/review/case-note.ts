import type { NotScored } from '../../../common/domain/scores.ts';
import type { BundleScore } from '../../../common/domain/scores.ts';

export interface Escalation {
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
  /** Salt of the commitment in the log entry, hex. */
  readonly salt: string;
}

/** What the queue keeps beside a case for whoever claims it next. */
export interface CaseNote {
  readonly score: BundleScore | null;
  readonly notScored: NotScored | null;
  readonly escalations: readonly Escalation[];
  /** Set when the case is an appeal. */
  readonly appeal?: Appeal;
}

export interface Appeal {
  readonly openedBy: string;
  /** RFC 3339. */
  readonly at: string;
  readonly reason: string;
  /** Salt of the commitment in the log entry, hex. */
  readonly salt: string;
  /** Who took the decision that is appealed against. */
  readonly decidedBefore: string;
  /** That decision as it was recorded, with its reason; JSON. */
  readonly decision: string | null;
  /** The appeal against the decision before that one. */
  readonly earlier?: Appeal;
}

const UNSCORED: CaseNote = { score: null, notScored: 'classifier_failed', escalations: [] };

/** Reads a note as the intake stage or an escalation wrote it; a case without one counts as not scored. */
export function readNote(note: string | null): CaseNote {
  return note === null ? UNSCORED : (JSON.parse(note) as CaseNote);
}

export function writeNote(note: CaseNote): string {
  return JSON.stringify(note);
}
