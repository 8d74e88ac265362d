import { createContext, useContext, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import type { CommandCenter, CommandHandlers } from './command-center.ts';
import type { CommandId } from './commands.ts';
import { formatKeys } from './command-keys.ts';

export const CommandContext = createContext<CommandCenter | null>(null);

export function useCommandCenter(): CommandCenter {
  const center = useContext(CommandContext);
  if (center === null) throw new Error('CommandContext is missing');
  return center;
}

/** Offers what the registry's commands do while the calling component is on screen. */
export function useCommandHandlers(handlers: CommandHandlers): void {
  const center = useCommandCenter();
  const [source] = useState(() => Symbol('commands'));
  useLayoutEffect(() => {
    center.provide(source, handlers);
  }, [center, source, handlers]);
  useLayoutEffect(
    () => () => {
      center.withdraw(source);
    },
    [center, source],
  );
}

const isMac = /mac/iu.test(navigator.userAgent);

/** What a control needs to stand for a command: whether it can run, running it, and its key for the cap. */
export function useCommand(id: CommandId): { enabled: boolean; run: () => void; keys: string | null } {
  const center = useCommandCenter();
  const enabled = useSyncExternalStore(center.subscribe, () => center.isEnabled(id));
  const first = center.keymap[id][0];
  return {
    enabled,
    run: () => {
      center.run(id);
    },
    keys: first === undefined ? null : formatKeys(first, isMac),
  };
}

/** Keys of a dialog that are not a command's, as a key cap shows them. */
export function useKeyWords(keys: string): string {
  return formatKeys(keys, isMac);
}

/** The key cap of a command without its state. */
export function useKeys(id: CommandId): string | null {
  const first = useCommandCenter().keymap[id][0];
  return first === undefined ? null : formatKeys(first, isMac);
}

/** Lets screen keys rest while the calling dialog is open. */
export function useOverlay(): void {
  const center = useCommandCenter();
  useEffect(() => center.openOverlay(), [center]);
}
