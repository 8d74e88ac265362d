import { KeyMatcher } from './command-keys.ts';
import { commandOf, keymapOf, type CommandId, type KeyOverrides, type Keymap } from './commands.ts';

export interface CommandHandler {
  readonly run: () => void;
  /** False keeps the button visible but inert and the key without effect. Default true. */
  readonly enabled?: boolean;
}

export type CommandHandlers = Partial<Record<CommandId, CommandHandler>>;

const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/**
 * Joins the command registry with what the visible screens offer. Keys, buttons and the palette all go through
 * {@link run}, so a command behaves the same however it was asked for.
 */
export class CommandCenter {
  readonly keymap: Keymap;
  readonly #matcher: KeyMatcher;
  readonly #urgentMatcher: KeyMatcher;
  readonly #sources = new Map<symbol, CommandHandlers>();
  readonly #listeners = new Set<() => void>();
  #overlays = 0;
  #version = 0;

  constructor(overrides: KeyOverrides = {}) {
    this.keymap = keymapOf(overrides);
    this.#matcher = new KeyMatcher(this.keymap);
    this.#urgentMatcher = new KeyMatcher(this.keymap);
  }

  /** Offers handlers until the same source offers others or withdraws. */
  provide(source: symbol, handlers: CommandHandlers): void {
    this.#sources.set(source, handlers);
    this.#changed();
  }

  withdraw(source: symbol): void {
    this.#sources.delete(source);
    this.#changed();
  }

  /** Screen keys rest while a dialog is open. Returns the function that ends this. */
  openOverlay(): () => void {
    this.#overlays += 1;
    return () => {
      this.#overlays -= 1;
    };
  }

  isOffered(id: CommandId): boolean {
    return this.#handler(id) !== undefined;
  }

  isEnabled(id: CommandId): boolean {
    const handler = this.#handler(id);
    return handler !== undefined && handler.enabled !== false;
  }

  run(id: CommandId): void {
    if (this.isEnabled(id)) this.#handler(id)?.run();
  }

  /**
   * For the way down to the focused element: commands that act in dialogs too, before a field or a dialog keeps the
   * key to itself.
   */
  readonly onKeyDownFirst = (event: KeyboardEvent): void => {
    const id = this.#urgentMatcher.match(
      event,
      (candidate) => commandOf(candidate).inDialogs === true && this.isEnabled(candidate),
    );
    if (id === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.run(id);
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || this.#overlays > 0) return;
    if (event.target instanceof Element && event.target.closest(OVERLAYS) !== null) return;
    const id = this.#matcher.match(event, (candidate) => this.isEnabled(candidate));
    if (id === null) return;
    event.preventDefault();
    this.run(id);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes whenever the offered commands change; for useSyncExternalStore. */
  readonly version = (): number => this.#version;

  #handler(id: CommandId): CommandHandler | undefined {
    for (const handlers of this.#sources.values()) {
      const handler = handlers[id];
      if (handler !== undefined) return handler;
    }
    return undefined;
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
