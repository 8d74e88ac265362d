import type { DisclosureField } from '../../../../common/domain/disclosure.ts';
import type { MessageId } from '../../i18n.ts';

/** An age recipient, as the core takes it: Bech32 without mixed case. */
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/u;

/** What is typed about a lawful request, beside the case. */
export interface RequestInput {
  readonly authority: string;
  readonly reference: string;
  readonly legalBasis: string;
  readonly fields: readonly DisclosureField[];
  readonly recipient: string;
}

/** What is wrong with each part; a part without a problem is left out. */
export function requestProblems(input: RequestInput): Partial<Record<keyof RequestInput, MessageId>> {
  return {
    ...(input.authority.trim() === '' ? { authority: 'disclosure.authority.missing' as const } : {}),
    ...(input.reference.trim() === '' ? { reference: 'disclosure.reference.missing' as const } : {}),
    ...(input.legalBasis.trim() === '' ? { legalBasis: 'disclosure.basis.missing' as const } : {}),
    ...(input.fields.length === 0 ? { fields: 'disclosure.fields.missing' as const } : {}),
    ...(RECIPIENT.test(input.recipient.trim()) ? {} : { recipient: 'disclosure.recipient.form' as const }),
  };
}
