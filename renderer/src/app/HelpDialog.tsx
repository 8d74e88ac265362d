import { FormattedMessage, useIntl } from 'react-intl';
import { COMMANDS, type CommandDefinition, type CommandGroup } from '../commands.ts';
import { KeyCap } from '../components/KeyCap.tsx';
import { Overlay } from '../components/Overlay.tsx';
import { useCommandCenter, useKeys } from '../use-commands.ts';

const GROUPS: readonly CommandGroup[] = ['case', 'decide', 'leave', 'audit', 'quarantine', 'screens', 'app'];

function HelpRow({ command }: { readonly command: CommandDefinition }) {
  const keys = useKeys(command.id);
  if (keys === null) return null;
  return (
    <div className="help-row">
      <dt>
        <FormattedMessage id={command.title} />
      </dt>
      <dd>
        {command.scope === 'review.action' ? (
          <span className="caption">
            <FormattedMessage id="help.actionScope" />
          </span>
        ) : null}
        <KeyCap keys={keys} />
        <span className="visually-hidden">{keys}</span>
      </dd>
    </div>
  );
}

/** Every command of the screen behind it, straight from the registry. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const intl = useIntl();
  const center = useCommandCenter();
  const hasCase = center.isOffered('review.commit');
  const shown = COMMANDS.filter(({ id, scope }) => (scope === 'review.action' ? hasCase : center.isOffered(id)));
  return (
    <Overlay title={intl.formatMessage({ id: 'help.title' })} onClose={onClose} className="overlay-wide">
      <div className="help-groups">
        {GROUPS.map((group) => {
          const commands = shown.filter((command) => command.group === group);
          return commands.length === 0 ? null : (
            <section key={group}>
              <h3>
                <FormattedMessage id={`group.${group}`} />
              </h3>
              <dl>
                {commands.map((command) => (
                  <HelpRow key={command.id} command={command} />
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <p className="caption">
        <FormattedMessage id="help.typing" />
      </p>
    </Overlay>
  );
}
