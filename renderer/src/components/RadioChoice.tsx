import type { ReactNode } from 'react';
import { RadioGroup, Label } from 'react-aria-components';
import { Choice } from './Choice.tsx';

export interface RadioOption<Value extends string> {
  readonly value: Value;
  readonly name: ReactNode;
  /** One line on what choosing it means. */
  readonly note?: ReactNode;
}

export interface RadioChoiceProps<Value extends string> {
  readonly label: ReactNode;
  readonly value: Value | null;
  readonly options: readonly RadioOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of several, each with a line on what it means. */
export function RadioChoice<Value extends string>({ label, value, options, onChange }: RadioChoiceProps<Value>) {
  return (
    <RadioGroup
      className="picks"
      value={value}
      onChange={(chosen) => {
        const option = options.find((candidate) => candidate.value === chosen);
        if (option !== undefined) onChange(option.value);
      }}
    >
      <Label>{label}</Label>
      {options.map((option) => (
        <Choice key={option.value} value={option.value} className="pick">
          <span className="pick-box pick-dot" aria-hidden="true" />
          <span>
            <span className="pick-name">{option.name}</span>
            {option.note === undefined ? null : <span className="pick-note">{option.note}</span>}
          </span>
        </Choice>
      ))}
    </RadioGroup>
  );
}
