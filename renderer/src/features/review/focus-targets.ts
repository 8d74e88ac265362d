/** Element ids the keys of the review screen move the focus to. */
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
  const group = document.getElementById(ACTION_GROUP_ID);
  const target = group?.querySelector<HTMLElement>('input:checked') ?? group?.querySelector<HTMLElement>('input');
  target?.focus();
}
