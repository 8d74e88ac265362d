import { matchKeyBindingPress, parseKeybinding, type KeyBindingPress } from 'tinykeys';
import { COMMANDS, SHADOWS, type CommandId, type Keymap, type Scope } from './commands.ts';

/** Milliseconds in which the second press of a sequence such as `g r` must follow. */
export const SEQUENCE_MS = 1000;

interface Binding {
  readonly id: CommandId;
  readonly scope: Scope;
  readonly presses: readonly KeyBindingPress[];
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock']);
const TEXT_INPUTS = new Set(['text', 'search', 'email', 'url', 'tel', 'password', 'number', '']);

/** Whether keys pressed on this element are text; radio buttons and the like are not. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type);
}

/** Whether Enter or Space belongs to the focused control itself: pressing a button must not also commit a case. */
export function isActivation(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  if (!(event.target instanceof Element)) return false;
  if (event.key === ' ' && event.target instanceof HTMLInputElement) return true;
  return event.target.closest('button, a[href], summary, [role="button"], [role="option"], [role="row"]') !== null;
}

function hasCommandModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

/** Turns key presses into commands. Holds the state of a sequence under way and nothing else. */
export class KeyMatcher {
  readonly #bindings: readonly Binding[];
  #pending: readonly { readonly binding: Binding; readonly next: number }[] = [];
  #pendingSince = 0;

  constructor(keymap: Keymap) {
    this.#bindings = COMMANDS.flatMap(({ id, scope }) =>
      keymap[id].map((keys) => ({ id, scope, presses: parseKeybinding(keys) })),
    );
  }

  /**
   * The command this press means, if any.
   * @param isActive whether a command can run now: its screen shows it and it is enabled
   */
  match(event: KeyboardEvent, isActive: (id: CommandId) => boolean): CommandId | null {
    if (MODIFIERS.has(event.key) || event.isComposing) return null;
    if ((isTyping(event.target) || isActivation(event)) && !hasCommandModifier(event)) {
      this.#pending = [];
      return null;
    }
    const began = event.timeStamp - this.#pendingSince <= SEQUENCE_MS ? this.#pending : [];
    const candidates = began.length > 0 ? began : this.#bindings.map((binding) => ({ binding, next: 0 }));
    const hits = candidates.filter(({ binding, next }) => {
      const press = binding.presses[next];
      return press !== undefined && isActive(binding.id) && matchKeyBindingPress(event, press);
    });
    const complete = hits.filter(({ binding, next }) => next + 1 === binding.presses.length);
    this.#pending = hits
      .filter(({ binding, next }) => next + 1 < binding.presses.length)
      .map(({ binding, next }) => ({ binding, next: next + 1 }));
    this.#pendingSince = event.timeStamp;
    if (event.repeat) return null;
    return narrowest(complete.map(({ binding }) => binding));
  }
}

/** Of commands that share a press, the one whose scope lies over the others'. */
function narrowest(bindings: readonly Binding[]): CommandId | null {
  const shadowed = new Set(bindings.map(({ scope }) => SHADOWS[scope]));
  return bindings.find(({ scope }) => !shadowed.has(scope))?.id ?? null;
}

const NAMES: Record<string, string> = { ' ': 'Space', escape: 'Esc' };

/** Keys as a key cap shows them: `v` → `V`, `$mod+k` → `Ctrl K`, `g r` → `G R`. */
export function formatKeys(keys: string, mac: boolean): string {
  return keys
    .split(' ')
    .map((press) =>
      press
        .replace(/^Shift\+(?=\W$)/u, '')
        .split('+')
        .map((part) => {
          if (part === '$mod') return mac ? '⌘' : 'Ctrl';
          return NAMES[part.toLowerCase()] ?? (part.length === 1 ? part.toUpperCase() : part);
        })
        .join(' '),
    )
    .join(' ');
}
