import type { Bundle, BundleMessage } from '../../../common/domain/bundle.ts';
import { MAX_MESSAGES } from '../../../common/domain/bundle.ts';
import { caseCode, type CaseView, type MessageView } from '../../../common/domain/case-view.ts';
import type { DecisionDraft } from '../../../common/domain/decision.ts';
import type { MessageScore } from '../../../common/domain/scores.ts';
import { DUE_MINUTES, policyOf } from '../../../common/domain/taxonomy.ts';
import { segmentsOf, type Segment } from '../../../common/domain/masking.ts';
import { isVeiled } from '../../../common/domain/veil.ts';
import type { Verification } from '../../../common/domain/verification.ts';
import { ProblemError } from '../../../common/errors.ts';
import { findMasks } from '../masking/masks.ts';
import type { MessageFinding } from '../intake/outcome.ts';
import type { Claimed } from '../queue/port.ts';
import type { CaseNote } from './case-note.ts';

/** What the reporter wrote to the moderators counts as the slot before the first. */
export const COMPLAINT_SLOT = 0;

/** A case a window holds. */
export interface OpenCase {
  readonly claimed: Claimed;
  readonly bundle: Bundle;
  readonly verification: Verification;
  readonly findings: readonly MessageFinding[];
  readonly note: CaseNote;
  /** What was lifted and stands in the log: the veil of a slot, the masks within it. Slot 0 is the complaint. */
  readonly revealed: { readonly text: Set<number>; readonly details: Set<number> };
  /** Unix milliseconds. */
  readonly openedAt: number;
  expiresAt: number;
  draft: DecisionDraft;
}

/** Slots whose text is sent with the opened case: what is not veiled, and what was revealed before. */
export function unveiledSlots(open: OpenCase): number[] {
  return open.bundle.messages.filter((message) => message.type === 'text' && !veiled(open, message)).map((m) => m.slot);
}

/** Everything a window gets of a case. Veiled text is not in it. */
export function buildCaseView(open: OpenCase, serverNow: number): CaseView {
  const { claimed, bundle, note } = open;
  const category = bundle.complaint.category;
  const { severity } = policyOf(category);
  const received = Date.parse(bundle.header.receivedAt);
  const escalation = note.escalations.at(-1);
  return {
    caseId: claimed.caseId,
    code: caseCode(claimed.caseId),
    token: claimed.token,
    category,
    severity,
    receivedAt: bundle.header.receivedAt,
    dueAt: new Date(received + DUE_MINUTES[severity] * 60_000).toISOString(),
    attempt: claimed.attempt,
    expiresAt: open.expiresAt,
    serverNow,
    conversation: {
      kind: bundle.parties.conversation.kind,
      participants: bundle.parties.conversation.participants,
    },
    consent: {
      announced: bundle.complaint.consent.announced,
      shared: bundle.messages.length,
      noticeVersion: bundle.complaint.consent.noticeVersion,
    },
    verification: {
      ...open.verification,
      contextShort: bundle.messages.length < MAX_MESSAGES,
    },
    complaint: { segments: complaintSegments(open), language: bundle.complaint.language },
    appeal: appealView(note),
    messages: bundle.messages.map((message) => toView(open, message)),
    model:
      note.score === null
        ? { notScored: note.notScored ?? 'classifier_failed' }
        : { id: note.score.model.id, score: note.score.case },
    escalation: escalation ? { actor: escalation.actor, at: escalation.at, reason: escalation.reason } : null,
    draft: open.draft,
  };
}

/** Whether a message's text has not left the core yet. */
export function isStillVeiled(open: OpenCase, slot: number): boolean {
  const message = open.bundle.messages.find((entry) => entry.slot === slot);
  return message?.type === 'text' && veiled(open, message);
}

/** One message as the window may see it now. */
export function viewMessage(open: OpenCase, slot: number): MessageView {
  const message = open.bundle.messages.find((entry) => entry.slot === slot);
  if (!message) throw new ProblemError('SLOT_UNKNOWN');
  return toView(open, message);
}

function appealView({ appeal }: CaseNote): CaseView['appeal'] {
  if (appeal === undefined) return null;
  const { openedBy, at, reason, decidedBefore } = appeal;
  return { openedBy, at, reason, decidedBefore };
}

/** What the reporter wrote to the moderators, masked until its details are revealed. */
export function complaintSegments(open: OpenCase): readonly Segment[] {
  return segmentsFor(open, COMPLAINT_SLOT, open.bundle.complaint.text);
}

/** A text in pieces. What would name somebody or reach them leaves the core only once that reveal is in the log. */
function segmentsFor(open: OpenCase, slot: number, text: string): readonly Segment[] {
  if (open.revealed.details.has(slot)) return [{ kind: 'text', text }];
  return segmentsOf(text, findMasks(text, { language: open.bundle.complaint.language }));
}

function scoreOf(open: OpenCase, slot: number): MessageScore | null {
  return open.note.score?.messages.find((entry) => entry.slot === slot) ?? null;
}

function veiled(open: OpenCase, message: BundleMessage): boolean {
  if (open.revealed.text.has(message.slot)) return false;
  return isVeiled({
    slot: message.slot,
    role: message.role,
    category: open.bundle.complaint.category,
    score: scoreOf(open, message.slot),
  });
}

function contentOf(open: OpenCase, message: BundleMessage): MessageView['content'] {
  switch (message.type) {
    case 'text':
      return veiled(open, message)
        ? { kind: 'veiled', characters: message.text.length }
        : { kind: 'text', segments: segmentsFor(open, message.slot, message.text) };
    case 'attachment':
      return { kind: 'attachment', mediaType: message.mediaType, bytes: message.size };
    case 'empty':
      return { kind: 'empty', reason: message.reason };
  }
}

function toView(open: OpenCase, message: BundleMessage): MessageView {
  const score = scoreOf(open, message.slot);
  return {
    slot: message.slot,
    role: message.role,
    author: authorLetter(open.bundle, message.author),
    sentAt: message.sentAt,
    verdict: verdictOf(open, message.slot),
    content: contentOf(open, message),
    score: score === null ? null : { label: score.label, band: score.band, scores: score.scores },
  };
}

function verdictOf(open: OpenCase, slot: number): MessageView['verdict'] {
  const verdict = open.findings.find((found) => found.slot === slot)?.verdict;
  return verdict === undefined || verdict === 'not_checked' ? 'not_verifiable' : verdict;
}

/** A, B, C … by first appearance: tells people in a group apart without naming anyone. */
function authorLetter(bundle: Bundle, author: string): string {
  const authors = [...new Set(bundle.messages.map((message) => message.author))];
  return String.fromCharCode(65 + authors.indexOf(author));
}
