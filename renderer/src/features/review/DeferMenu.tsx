import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { KeyCap } from '../../components/KeyCap.tsx';
import { useCommand } from '../../use-commands.ts';
import { useReview } from './use-review.ts';

const MINUTES = [15, 60, 240, 1440] as const;

export interface DeferMenuProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** "Defer": for how long, then the case goes back and the next one opens. */
export function DeferMenu({ isOpen, onOpenChange }: DeferMenuProps) {
  const { session } = useReview();
  const { enabled, keys } = useCommand('review.defer');
  const intl = useIntl();
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button className="button-quiet" isDisabled={!enabled} {...(keys === null ? {} : { 'aria-keyshortcuts': keys })}>
        <span>
          <FormattedMessage id="decision.defer" />
        </span>
        <KeyCap keys={keys} />
      </Button>
      <Popover className="popover" placement="top start">
        <Menu
          autoFocus="first"
          className="options"
          aria-label={intl.formatMessage({ id: 'decision.defer.title' })}
          onAction={(key) => {
            void session.defer(Number(key));
          }}
        >
          {MINUTES.map((minutes) => (
            <MenuItem key={minutes} id={String(minutes)} className="option">
              <FormattedMessage id={`decision.defer.${minutes}`} />
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
