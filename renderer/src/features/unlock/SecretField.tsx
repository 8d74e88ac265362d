import { Eye, EyeOff } from 'lucide-react';
import { useState, type ReactNode, type Ref } from 'react';
import { Button, FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { useIntl } from 'react-intl';

export interface SecretFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  readonly error?: string | null;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** `new-password` where one is chosen; nothing is offered for saving either way. */
  readonly autoComplete: 'off' | 'new-password';
}

/** A passphrase, hidden unless the person asks to see it. */
export function SecretField(props: SecretFieldProps) {
  const { label, value, onChange, description, error = null } = props;
  const intl = useIntl();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      className="text-input"
      validationBehavior="aria"
      isInvalid={error !== null}
      value={value}
      onChange={onChange}
      type={isShown ? 'text' : 'password'}
      autoComplete={props.autoComplete}
      spellCheck="false"
      autoFocus={props.autoFocus ?? false}
      maxLength={1024}
    >
      <Label>{label}</Label>
      <div className="secret">
        <Input className="field" ref={props.inputRef ?? null} autoCapitalize="off" />
        <Button
          className="icon-button"
          aria-label={intl.formatMessage({ id: isShown ? 'unlock.hide' : 'unlock.show' })}
          onPress={() => {
            setShown(!isShown);
          }}
        >
          <Icon size={16} aria-hidden="true" />
        </Button>
      </div>
      {description === undefined ? null : (
        <Text slot="description" className="caption">
          {description}
        </Text>
      )}
      <FieldError className="missing">{error}</FieldError>
    </TextField>
  );
}
