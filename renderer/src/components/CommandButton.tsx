import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { CommandId } from '../commands.ts';
import { useCommand } from '../use-commands.ts';
import { KeyCap } from './KeyCap.tsx';

export interface CommandButtonProps {
  readonly command: CommandId;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A button that runs a command of the registry and carries its key. */
export function CommandButton({ command, children, className = 'button' }: CommandButtonProps) {
  const { enabled, run, keys } = useCommand(command);
  return (
    <Button
      className={className}
      isDisabled={!enabled}
      onPress={run}
      {...(keys === null ? {} : { 'aria-keyshortcuts': keys })}
    >
      <span>{children}</span>
      <KeyCap keys={keys} />
    </Button>
  );
}
