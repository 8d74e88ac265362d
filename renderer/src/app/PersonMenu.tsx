import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { KeyCap } from '../components/KeyCap.tsx';
import { PassphraseDialog } from '../features/unlock/PassphraseDialog.tsx';
import { useCommand } from '../use-commands.ts';
import { useHello, useUser, useWindowSession } from './session.ts';

/** Who is signed in and as what; locking, the own passphrase, and in a sample somebody else's place. */
export function PersonMenu() {
  const intl = useIntl();
  const session = useWindowSession();
  const hello = useHello();
  const user = useUser();
  const lock = useCommand('app.lock');
  const [isChanging, setChanging] = useState(false);
  if (hello === undefined || user === null) return null;
  const { id, role } = user;
  const others = hello.sampleUsers.filter((person) => person.id !== id);
  return (
    <>
      <MenuTrigger>
        <Button className="actor" aria-label={intl.formatMessage({ id: 'app.actor' }, { id, role })}>
          <span className="actor-id">{id}</span>
          <span className="actor-role">
            <FormattedMessage id={`people.role.${role}`} />
          </span>
          <ChevronDown size={13} aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="options"
            aria-label={intl.formatMessage({ id: 'app.person' })}
            onAction={(key) => {
              if (key === 'lock') lock.run();
              else if (key === 'passphrase') setChanging(true);
              else void session.unlock(String(key), null);
            }}
          >
            <MenuItem id="lock" className="option" textValue={intl.formatMessage({ id: 'lock.now' })}>
              <FormattedMessage id="lock.now" />
              <KeyCap keys={lock.keys} />
            </MenuItem>
            <MenuItem id="passphrase" className="option">
              <FormattedMessage id="passphrase.change" />
            </MenuItem>
            {others.length === 0 ? null : (
              <MenuSection>
                <Header className="option-header">
                  <FormattedMessage id="app.signInAs" />
                </Header>
                {others.map((person) => (
                  <MenuItem key={person.id} id={person.id} className="option" textValue={person.id}>
                    <span>{person.id}</span>
                    <span className="severity">
                      <FormattedMessage id={`people.role.${person.role}`} />
                    </span>
                  </MenuItem>
                ))}
              </MenuSection>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {isChanging ? (
        <PassphraseDialog
          onClose={() => {
            setChanging(false);
          }}
        />
      ) : null}
    </>
  );
}
