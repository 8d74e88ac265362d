import type { ReactNode } from 'react';
import { RadioButton, RadioField } from 'react-aria-components';

export interface ChoiceProps {
  readonly value: string;
  readonly className: string;
  /** Key that chooses it, for assistive technology; the visible cap is the caller's. */
  readonly keys?: string | null;
  readonly children: ReactNode;
}

/** One choice of a radio group, drawn by its class. */
export function Choice({ value, className, keys = null, children }: ChoiceProps) {
  return (
    <RadioField className="choice" value={value}>
      <RadioButton className={className} {...(keys === null ? {} : { 'aria-keyshortcuts': keys })}>
        {children}
      </RadioButton>
    </RadioField>
  );
}
