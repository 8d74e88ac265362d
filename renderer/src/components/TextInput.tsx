import type { ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components';

export interface TextInputProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  /** What is wrong with it; null while nothing is, or nobody has tried to go on. */
  readonly error?: string | null;
  readonly type?: 'text' | 'number';
  /** Shown as dots. Not a password field: browsers offer to store those, and this must be stored nowhere. */
  readonly isMasked?: boolean;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly isCode?: boolean;
  readonly autoFocus?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
}

/** A labelled field with what belongs in it and what is wrong with it. */
export function TextInput(props: TextInputProps) {
  const {
    label,
    description,
    error = null,
    type = 'text',
    rows,
    isCode = false,
    isMasked = false,
    placeholder,
  } = props;
  const className = `field ${isCode ? 'field-code' : ''} ${isMasked ? 'field-masked' : ''}`;
  const hint = placeholder === undefined ? {} : { placeholder };
  return (
    <TextField
      className="text-input"
      validationBehavior="aria"
      isInvalid={error !== null}
      value={props.value}
      onChange={props.onChange}
      type="text"
      isReadOnly={props.isReadOnly ?? false}
      autoComplete="off"
      // A browser's enhanced spelling check would send what is typed to its maker.
      spellCheck="false"
      autoFocus={props.autoFocus ?? false}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input className={className} {...hint} {...(type === 'number' ? { inputMode: 'numeric' } : {})} />
      ) : (
        <TextArea className={className} rows={rows} {...hint} />
      )}
      {description === undefined ? null : (
        <Text slot="description" className="caption">
          {description}
        </Text>
      )}
      <FieldError className="missing">{error}</FieldError>
    </TextField>
  );
}
