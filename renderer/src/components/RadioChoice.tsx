import type { ReactNode } from 'react';
import { FieldError, Label, RadioGroup } from 'react-aria-components';
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
  /** What is wrong with the choice; null while nothing is. */
  readonly error?: string | null;
}

/** One of several, each with a line on what it means. */
export function RadioChoice<Value extends string>(props: RadioChoiceProps<Value>) {
  const { label, value, options, onChange, error = null } = props;
  return (
    <RadioGroup
      className="picks"
      validationBehavior="aria"
      isInvalid={error !== null}
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
      <FieldError className="missing">{error}</FieldError>
    </RadioGroup>
  );
}
