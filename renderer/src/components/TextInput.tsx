import type { ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components';

export interface TextInputProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  /** What is wrong with it; null while nothing is, or nobody has tried to go on. */
  readonly error?: string | null;
  readonly type?: 'text' | 'password' | 'number';
  readonly rows?: number;
  readonly maxLength?: number;
  readonly isCode?: boolean;
  readonly autoFocus?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
}

/** A labelled field with what belongs in it and what is wrong with it. */
export function TextInput(props: TextInputProps) {
  const { label, description, error = null, type = 'text', rows, isCode = false, placeholder } = props;
  const className = isCode ? 'field field-code' : 'field';
  const hint = placeholder === undefined ? {} : { placeholder };
  return (
    <TextField
      className="text-input"
      validationBehavior="aria"
      isInvalid={error !== null}
      value={props.value}
      onChange={props.onChange}
      type={type === 'number' ? 'text' : type}
      isReadOnly={props.isReadOnly ?? false}
      autoComplete={type === 'password' ? 'new-password' : 'off'}
      spellCheck={isCode || type === 'password' ? 'false' : 'true'}
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
