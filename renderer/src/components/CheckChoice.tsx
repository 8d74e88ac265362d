import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';

export interface CheckChoiceProps {
  /** Set when it stands in a checkbox group. */
  readonly value?: string;
  readonly isSelected?: boolean;
  readonly onChange?: (isSelected: boolean) => void;
  readonly children: ReactNode;
  /** One line on what it means. */
  readonly note?: ReactNode;
}

/** A box to tick, with a line on what ticking it means. */
export function CheckChoice({ value, isSelected, onChange, children, note }: CheckChoiceProps) {
  return (
    <CheckboxField
      {...(value === undefined ? {} : { value })}
      {...(isSelected === undefined ? {} : { isSelected })}
      {...(onChange === undefined ? {} : { onChange })}
    >
      <CheckboxButton className="pick">
        <span className="pick-box" aria-hidden="true">
          <Check size={12} strokeWidth={3} />
        </span>
        <span>
          <span className="pick-name">{children}</span>
          {note === undefined ? null : <span className="pick-note">{note}</span>}
        </span>
      </CheckboxButton>
    </CheckboxField>
  );
}
