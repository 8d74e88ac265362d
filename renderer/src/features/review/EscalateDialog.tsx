import { useRef, useState } from 'react';
import { Button, FieldError, Form, Label, TextArea, TextField } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { MAX_REASON_LENGTH } from '../../../../common/domain/decision.ts';
import { KeyCap } from '../../components/KeyCap.tsx';
import { useUser } from '../../app/session.ts';
import { Overlay } from '../../components/Overlay.tsx';
import { useKeyWords } from '../../use-commands.ts';
import { useReview } from './use-review.ts';

export interface EscalateDialogProps {
  readonly code: string;
  readonly onClose: () => void;
}

/** Asks for the reason a lead starts from; the case leaves this window once the core has recorded it. */
export function EscalateDialog({ code, onClose }: EscalateDialogProps) {
  const { session, state } = useReview();
  const intl = useIntl();
  const role = useUser()?.role ?? 'moderator';
  const [reason, setReason] = useState(session.getState().draft.reason);
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  const isEntered = useRef(false);
  const submitKeys = useKeyWords('$mod+Enter');
  const submit = (): void => {
    setTried(true);
    if (isMissing || state.phase !== 'open') return;
    void session.escalate(reason.trim()).then(() => {
      if (session.getState().problem === null) onClose();
    });
  };
  return (
    <Overlay title={intl.formatMessage({ id: 'escalate.title' }, { code })} onClose={onClose}>
      <Form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="muted">
          <FormattedMessage id="escalate.body" values={{ role }} />
        </p>
        <TextField
          autoFocus
          isRequired
          validationBehavior="aria"
          maxLength={MAX_REASON_LENGTH}
          value={reason}
          onChange={setReason}
          isInvalid={isTried && isMissing}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
            else event.continuePropagation();
          }}
        >
          <Label>
            <FormattedMessage id="escalate.reason" />
          </Label>
          <TextArea
            className="field"
            rows={4}
            onFocus={(event) => {
              // Going on from what the draft says starts at its end.
              if (!isEntered.current) event.target.setSelectionRange(reason.length, reason.length);
              isEntered.current = true;
            }}
          />
          <FieldError className="missing">
            <FormattedMessage id="escalate.required" />
          </FieldError>
        </TextField>
        {state.problem === null ? null : (
          <p className="missing" role="alert">
            {state.problem.message}
          </p>
        )}
        <div className="dialog-actions">
          <Button className="button" onPress={onClose}>
            <FormattedMessage id="app.cancel" />
          </Button>
          <Button className="button button-main" type="submit" isDisabled={state.phase !== 'open'}>
            <FormattedMessage id={state.phase === 'open' ? 'escalate.submit' : 'decision.leaving'} />
            <KeyCap keys={submitKeys} />
          </Button>
        </div>
      </Form>
    </Overlay>
  );
}
