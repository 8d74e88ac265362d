import type { MissingField } from '../../../../common/domain/decision.ts';

/** Element ids the keys of the review screen move the focus to. */
export const FINDING_GROUP_ID = 'finding-group';
export const POLICY_INPUT_ID = 'policy-field';
export const ACTION_GROUP_ID = 'action-group';
export const REASON_INPUT_ID = 'reason-field';

export function focusById(id: string): void {
  document.getElementById(id)?.focus();
}

/** Focuses the policy field with its text selected, so that typing replaces the policy chosen before. */
export function focusPolicyField(): void {
  const input = document.getElementById(POLICY_INPUT_ID);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}

/** Focuses the chosen action, or the first when none is chosen. */
export function focusActionGroup(): void {
  focusChoice(ACTION_GROUP_ID);
}

function focusChoice(groupId: string): void {
  const group = document.getElementById(groupId);
  const target = group?.querySelector<HTMLElement>('input:checked') ?? group?.querySelector<HTMLElement>('input');
  target?.focus();
}

/** Moves to the field a refused commit still needs, with its message in view. */
export function focusField(field: MissingField): void {
  if (field === 'finding') focusChoice(FINDING_GROUP_ID);
  else if (field === 'policy') focusPolicyField();
  else if (field === 'action') focusActionGroup();
  else focusById(REASON_INPUT_ID);
  document.activeElement?.closest('.panel-section')?.scrollIntoView({ block: 'nearest' });
}

/** Gives the keys back to the middle column. */
export function focusContent(): void {
  focusById('content');
}
