import type { Bundle } from '../../../common/domain/bundle.ts';
import type { MessageVerdict } from '../../../common/domain/log.ts';
import type { QuarantineCode } from '../../../common/domain/quarantine.ts';
import type { Check, Verification } from '../../../common/domain/verification.ts';

/** What verification found out about one message. Says which check failed, never what the message holds. */
export interface MessageFinding {
  readonly slot: number;
  readonly type: 'text' | 'attachment' | 'empty';
  /** `not_checked`: verification ended before it came to this message. */
  readonly verdict: MessageVerdict | 'not_checked';
  readonly failed: Check | null;
}

/** A bundle that may be queued and shown. */
export interface AcceptedBundle {
  readonly ok: true;
  readonly bundle: Bundle;
  readonly verification: Verification;
  /** One for each message, in their order. */
  readonly messages: readonly MessageFinding[];
}

/** A bundle that is refused. Says why and where, never what the bundle holds. */
export interface RefusedBundle {
  readonly ok: false;
  readonly code: QuarantineCode;
  /** Path of the field such as `messages[2].slot`, made of names the format knows; null when no field is to blame. */
  readonly field: string | null;
  /** The id the bundle claims, when it is a well-formed one. */
  readonly bundleId: string | null;
  /** Size as received. */
  readonly bytes: number;
  /** Findings for each message; null when the bundle could not be read so far. */
  readonly messages: readonly MessageFinding[] | null;
}

export type IntakeResult = AcceptedBundle | RefusedBundle;

/** What is to blame for a refusal. */
export interface Fault {
  readonly code: QuarantineCode;
  readonly field: string | null;
}

/** Makes refusals of one bundle whose size is known. */
export type Refuse = (
  code: QuarantineCode,
  field?: string | null,
  bundleId?: string | null,
  messages?: readonly MessageFinding[] | null,
) => RefusedBundle;

export function refusalsOf(bytes: number): Refuse {
  return (code, field = null, bundleId = null, messages = null) => ({
    ok: false,
    code,
    field,
    bundleId,
    bytes,
    messages,
  });
}
