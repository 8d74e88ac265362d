import { useRef, type ReactNode } from 'react';
import { Button, Form } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import type { Problem } from '../../../common/errors.ts';
import { Overlay } from './Overlay.tsx';
import { ProblemLine } from './ProblemLine.tsx';

export interface ActionDialogProps {
  readonly title: string;
  /** What happens, before the fields. */
  readonly body?: ReactNode;
  readonly submitLabel: ReactNode;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly isRunning: boolean;
  readonly problem: Problem | null;
  readonly children?: ReactNode;
  /** Cannot be taken back: the button says so by its colour as well as by its words. */
  readonly isFinal?: boolean;
  readonly isWide?: boolean;
}

const WRONG = 'input[aria-invalid="true"], textarea[aria-invalid="true"], [data-invalid] input';

/** A dialog that asks for what an act needs, runs it, and stays with what was typed when it is refused. */
export function ActionDialog(props: ActionDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <Overlay title={props.title} onClose={props.onClose} className={props.isWide === true ? 'overlay-form' : ''}>
      <Form
        ref={form}
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
          // Once the fields say what is wrong: typing goes on in the first of them.
          setTimeout(() => {
            form.current?.querySelector<HTMLElement>(WRONG)?.focus();
          });
        }}
      >
        {props.body === undefined ? null : <div className="dialog-body muted">{props.body}</div>}
        {props.children}
        <ProblemLine problem={props.problem} />
        <div className="dialog-actions">
          <Button className="button" onPress={props.onClose}>
            <FormattedMessage id="app.cancel" />
          </Button>
          <Button
            className={`button ${props.isFinal === true ? 'button-final' : 'button-main'}`}
            type="submit"
            isDisabled={props.isRunning}
          >
            {props.submitLabel}
          </Button>
        </div>
      </Form>
    </Overlay>
  );
}
