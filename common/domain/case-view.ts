import type { DecisionDraft } from './decision.ts';
import type { MessageVerdict } from './log.ts';
import type { Segment } from './masking.ts';
import type { AuthorRole, Band, CaseScore, Label, NotScored, Scores } from './scores.ts';
import type { PolicyCode, Severity } from './taxonomy.ts';
import type { Verification } from './verification.ts';

export type EmptyReason = 'deleted' | 'expired' | 'media_omitted';

/** One message as a window may show it. `text` is absent while the message is veiled: it has not left the core. */
export interface MessageView {
  readonly slot: number;
  readonly role: AuthorRole;
  /** Pseudonym within the case: A, B, C … for others in a group. */
  readonly author: string;
  readonly sentAt: string;
  readonly verdict: MessageVerdict;
  readonly content:
    | { readonly kind: 'text'; readonly segments: readonly Segment[] }
    | { readonly kind: 'veiled'; readonly characters: number }
    | { readonly kind: 'attachment'; readonly mediaType: string; readonly bytes: number }
    | { readonly kind: 'empty'; readonly reason: EmptyReason };
  readonly score: { readonly label: Label; readonly band: Band; readonly scores: Scores } | null;
}

export interface CaseView {
  readonly caseId: string;
  /** Short form of the id for people, such as `7F3A-20C1`. */
  readonly code: string;
  readonly token: string;
  readonly category: PolicyCode;
  readonly severity: Severity;
  readonly receivedAt: string;
  readonly dueAt: string;
  readonly attempt: number;
  /** Unix milliseconds on the core's clock; `serverNow` lets the window correct its own. */
  readonly expiresAt: number;
  readonly serverNow: number;
  readonly conversation: { readonly kind: 'one_to_one' | 'group'; readonly participants: number };
  readonly consent: { readonly announced: number; readonly shared: number; readonly noticeVersion: string };
  readonly verification: Verification & { readonly contextShort: boolean };
  readonly complaint: { readonly segments: readonly Segment[]; readonly language: string };
  /** Set when this case is an appeal: who decided it before, and on what the appeal stands. */
  readonly appeal: {
    readonly openedBy: string;
    readonly at: string;
    readonly reason: string;
    readonly decidedBefore: string;
  } | null;
  readonly messages: readonly MessageView[];
  readonly model: { readonly id: string; readonly score: CaseScore } | { readonly notScored: NotScored };
  /** The latest escalation, for the lead who takes it; null when the case was never escalated. */
  readonly escalation: { readonly actor: string; readonly at: string; readonly reason: string } | null;
  readonly draft: DecisionDraft;
}

/** Short form of a case id: the last eight hexadecimal digits, which are random in a UUIDv7 (RFC 9562). */
export function caseCode(caseId: string): string {
  const tail = caseId.replaceAll('-', '').slice(-8).toUpperCase();
  return `${tail.slice(0, 4)}-${tail.slice(4)}`;
}
