import { useMemo, useState } from 'react';
import { RadioGroup } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import { ACTIONS, type Action } from '../../../../common/domain/decision.ts';
import { useCommandHandlers } from '../../use-commands.ts';
import { Choice } from '../../components/Choice.tsx';
import { KeyCap } from '../../components/KeyCap.tsx';
import { ACTION_GROUP_ID } from './focus-targets.ts';

export interface ActionChoiceProps {
  readonly value: Action | null;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  readonly onChoose: (action: Action) => void;
  /** Called after a choice by number, so that the keys act on the case again. */
  readonly onChosenByNumber: (action: Action) => void;
}

const NOTHING = {};

/** Offers 1–5 for the actions, which is only while the chips hold the focus. */
function useActionKeys(isActive: boolean, choose: (action: Action) => void): void {
  const handlers = useMemo(() => {
    if (!isActive) return NOTHING;
    const pick = (action: Action) => ({
      run: () => {
        choose(action);
      },
    });
    return {
      'review.action1': pick(ACTIONS[0]),
      'review.action2': pick(ACTIONS[1]),
      'review.action3': pick(ACTIONS[2]),
      'review.action4': pick(ACTIONS[3]),
      'review.action5': pick(ACTIONS[4]),
    };
  }, [isActive, choose]);
  useCommandHandlers(handlers);
}

/** The enforcement action, as chips; while they hold the focus their numbers are shown and work. */
export function ActionChoice(props: ActionChoiceProps) {
  const { onChosenByNumber } = props;
  const [hasFocus, setHasFocus] = useState(false);
  const isActive = hasFocus && !props.isDisabled;
  useActionKeys(isActive, onChosenByNumber);
  return (
    <div
      onFocus={() => {
        setHasFocus(true);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setHasFocus(false);
      }}
    >
      <RadioGroup
        id={ACTION_GROUP_ID}
        className="chips"
        aria-labelledby="action-title"
        orientation="horizontal"
        value={props.value}
        isDisabled={props.isDisabled}
        isInvalid={props.isInvalid}
        onChange={(chosen) => {
          const action = ACTIONS.find((known) => known === chosen);
          if (action !== undefined) props.onChoose(action);
        }}
      >
        {ACTIONS.map((action, index) => (
          <Choice className="chip" key={action} value={action}>
            <span>
              <FormattedMessage id={`action.${action}`} />
            </span>
            {isActive ? <KeyCap keys={String(index + 1)} /> : null}
          </Choice>
        ))}
      </RadioGroup>
    </div>
  );
}
