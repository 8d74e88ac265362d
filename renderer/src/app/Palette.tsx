import { Command, useCommandState } from 'cmdk';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { POLICIES } from '../../../common/domain/taxonomy.ts';
import { COMMANDS, type CommandId } from '../commands.ts';
import { KeyCap } from '../components/KeyCap.tsx';
import { matchesWords } from '../components/match-words.ts';
import { Overlay } from '../components/Overlay.tsx';
import { policyName } from '../components/policy-words.ts';
import { useReview } from '../features/review/use-review.ts';
import { useCommandCenter, useKeys } from '../use-commands.ts';

function CommandItem({ id, onRun }: { readonly id: CommandId; readonly onRun: (id: CommandId) => void }) {
  const intl = useIntl();
  const keys = useKeys(id);
  const title = intl.formatMessage({ id: `command.${id}` });
  return (
    <Command.Item
      className="option"
      value={title}
      onSelect={() => {
        onRun(id);
      }}
    >
      <span>{title}</span>
      <KeyCap keys={keys} />
    </Command.Item>
  );
}

/** The list of what matches. It stays in the page while nothing does, hidden, because the options register with it. */
function Matches({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const count = useCommandState(({ filtered }) => filtered.count);
  return (
    <>
      {count === 0 ? (
        <p className="option-empty" role="status">
          <FormattedMessage id="palette.empty" />
        </p>
      ) : null}
      <Command.List className="options palette-list" label={label} hidden={count === 0}>
        {children}
      </Command.List>
    </>
  );
}

/** Finds commands, screens and, while a case is open, policies to decide by. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const intl = useIntl();
  const center = useCommandCenter();
  const { session, state } = useReview();
  const title = intl.formatMessage({ id: 'palette.title' });
  const commands = COMMANDS.filter(({ id }) => id !== 'app.palette' && center.isEnabled(id));
  const run = (id: CommandId): void => {
    onClose();
    // After the dialog has given the focus back, so that the command may move it.
    setTimeout(() => {
      center.run(id);
    });
  };
  const canDecide = state.phase === 'open' && center.isOffered('review.commit');
  return (
    <Overlay title={title} hideTitle onClose={onClose} className="palette">
      <Command label={title} filter={(value, typed) => (matchesWords(value, typed) ? 1 : 0)} loop>
        <Command.Input
          className="palette-input"
          autoFocus
          placeholder={intl.formatMessage({ id: 'palette.placeholder' })}
        />
        <Matches label={title}>
          <Command.Group>
            {commands.map(({ id }) => (
              <CommandItem key={id} id={id} onRun={run} />
            ))}
          </Command.Group>
          {canDecide ? (
            <Command.Group heading={<FormattedMessage id="group.policies" />}>
              {POLICIES.flatMap(({ children }) => children).map(({ code, severity }) => (
                <Command.Item
                  key={code}
                  className="option"
                  value={policyName(intl, code)}
                  onSelect={() => {
                    onClose();
                    session.setPolicy(code, 'violation');
                  }}
                >
                  <span>{policyName(intl, code)}</span>
                  <span className="severity">{severity}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
        </Matches>
      </Command>
    </Overlay>
  );
}
