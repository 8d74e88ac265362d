import type { MessageId } from './i18n.ts';

/**
 * The one list of everything a person can do by key, button or palette. Buttons take their key cap from here, the help
 * overlay and the palette list it, and the key listener is built from it. Screens supply what a command does.
 */

/** Where a command applies. `review.action` is the review screen while the action chips hold the focus. */
export const SCOPES = [
  'global',
  'review',
  'review.idle',
  'review.case',
  'review.action',
  'audit',
  'quarantine',
] as const;
export type Scope = (typeof SCOPES)[number];

export type CommandGroup = 'case' | 'decide' | 'leave' | 'screens' | 'audit' | 'quarantine' | 'app';

interface Definition {
  readonly title: MessageId;
  readonly scope: Scope;
  readonly group: CommandGroup;
  /**
   * Default keys in the notation of tinykeys: `v`, `g r` (one after the other), `$mod+k` (Ctrl, on a Mac Cmd).
   * The first is the one shown. Keys with a modifier also act while a text field has the focus.
   */
  readonly keys: readonly string[];
  /** Acts in dialogs too. */
  readonly inDialogs?: true;
}

const DEFINITIONS = {
  'review.open': { title: 'command.review.open', scope: 'review.idle', group: 'case', keys: ['Enter'] },
  'review.openSkipped': { title: 'command.review.openSkipped', scope: 'review.idle', group: 'case', keys: ['k'] },
  'review.focus0': { title: 'command.review.focus0', scope: 'review.case', group: 'case', keys: ['0', 'Digit0'] },
  'review.focus1': { title: 'command.review.focus1', scope: 'review.case', group: 'case', keys: ['1', 'Digit1'] },
  'review.focus2': { title: 'command.review.focus2', scope: 'review.case', group: 'case', keys: ['2', 'Digit2'] },
  'review.focus3': { title: 'command.review.focus3', scope: 'review.case', group: 'case', keys: ['3', 'Digit3'] },
  'review.focus4': { title: 'command.review.focus4', scope: 'review.case', group: 'case', keys: ['4', 'Digit4'] },
  'review.focus5': { title: 'command.review.focus5', scope: 'review.case', group: 'case', keys: ['5', 'Digit5'] },
  'review.reveal': { title: 'command.review.reveal', scope: 'review.case', group: 'case', keys: ['Space'] },
  'review.checks': { title: 'command.review.checks', scope: 'review.case', group: 'case', keys: ['c'] },
  'review.violation': { title: 'command.review.violation', scope: 'review.case', group: 'decide', keys: ['v'] },
  'review.noViolation': { title: 'command.review.noViolation', scope: 'review.case', group: 'decide', keys: ['x'] },
  'review.insufficient': { title: 'command.review.insufficient', scope: 'review.case', group: 'decide', keys: ['i'] },
  'review.policy': { title: 'command.review.policy', scope: 'review.case', group: 'decide', keys: ['p'] },
  'review.action': { title: 'command.review.action', scope: 'review.case', group: 'decide', keys: ['a'] },
  'review.action1': { title: 'command.review.action1', scope: 'review.action', group: 'decide', keys: ['1', 'Digit1'] },
  'review.action2': { title: 'command.review.action2', scope: 'review.action', group: 'decide', keys: ['2', 'Digit2'] },
  'review.action3': { title: 'command.review.action3', scope: 'review.action', group: 'decide', keys: ['3', 'Digit3'] },
  'review.action4': { title: 'command.review.action4', scope: 'review.action', group: 'decide', keys: ['4', 'Digit4'] },
  'review.action5': { title: 'command.review.action5', scope: 'review.action', group: 'decide', keys: ['5', 'Digit5'] },
  'review.reason': { title: 'command.review.reason', scope: 'review.case', group: 'decide', keys: ['r'] },
  'review.commit': {
    title: 'command.review.commit',
    scope: 'review.case',
    group: 'decide',
    keys: ['Enter', '$mod+Enter'],
  },
  'review.undo': { title: 'command.review.undo', scope: 'review', group: 'decide', keys: ['u'] },
  'review.skip': { title: 'command.review.skip', scope: 'review.case', group: 'leave', keys: ['s'] },
  'review.defer': { title: 'command.review.defer', scope: 'review.case', group: 'leave', keys: ['d'] },
  'review.escalate': { title: 'command.review.escalate', scope: 'review.case', group: 'leave', keys: ['e'] },
  'audit.verify': { title: 'command.audit.verify', scope: 'audit', group: 'audit', keys: ['v'] },
  'audit.refresh': { title: 'command.audit.refresh', scope: 'audit', group: 'audit', keys: ['f'] },
  'quarantine.inspect': {
    title: 'command.quarantine.inspect',
    scope: 'quarantine',
    group: 'quarantine',
    keys: ['i'],
  },
  'quarantine.release': {
    title: 'command.quarantine.release',
    scope: 'quarantine',
    group: 'quarantine',
    keys: ['r'],
  },
  'quarantine.delete': { title: 'command.quarantine.delete', scope: 'quarantine', group: 'quarantine', keys: ['d'] },
  'go.review': { title: 'command.go.review', scope: 'global', group: 'screens', keys: ['g r'] },
  'go.audit': { title: 'command.go.audit', scope: 'global', group: 'screens', keys: ['g l'] },
  'go.quarantine': { title: 'command.go.quarantine', scope: 'global', group: 'screens', keys: ['g q'] },
  'go.reveals': { title: 'command.go.reveals', scope: 'global', group: 'screens', keys: ['g v'] },
  'go.disclosures': { title: 'command.go.disclosures', scope: 'global', group: 'screens', keys: ['g d'] },
  'go.retention': { title: 'command.go.retention', scope: 'global', group: 'screens', keys: ['g t'] },
  'go.people': { title: 'command.go.people', scope: 'global', group: 'screens', keys: ['g p'] },
  'go.keys': { title: 'command.go.keys', scope: 'global', group: 'screens', keys: ['g k'] },
  'go.backup': { title: 'command.go.backup', scope: 'global', group: 'screens', keys: ['g b'] },
  'app.lock': {
    title: 'command.app.lock',
    scope: 'global',
    group: 'app',
    keys: ['$mod+Shift+l'],
    inDialogs: true,
  },
  'app.palette': { title: 'command.app.palette', scope: 'global', group: 'app', keys: ['$mod+k'] },
  'app.help': { title: 'command.app.help', scope: 'global', group: 'app', keys: ['Shift+?', '?'] },
  'app.theme': { title: 'command.app.theme', scope: 'global', group: 'app', keys: [] },
} as const satisfies Record<string, Definition>;

export type CommandId = keyof typeof DEFINITIONS;

export interface CommandDefinition extends Definition {
  readonly id: CommandId;
}

export const COMMAND_IDS = Object.keys(DEFINITIONS) as readonly CommandId[];

export const COMMANDS: readonly CommandDefinition[] = COMMAND_IDS.map((id) => ({ id, ...DEFINITIONS[id] }));

/** A person's own keys; a command that is not named keeps its default. */
export type KeyOverrides = Partial<Record<CommandId, readonly string[]>>;

export type Keymap = Readonly<Record<CommandId, readonly string[]>>;

/** The keys in force: the defaults with a person's overrides laid over them. */
export function keymapOf(overrides: KeyOverrides = {}): Keymap {
  const entries = COMMANDS.map(({ id, keys }) => [id, overrides[id] ?? keys] as const);
  return Object.fromEntries(entries) as Keymap;
}

export function commandOf(id: CommandId): CommandDefinition {
  return { id, ...DEFINITIONS[id] };
}

/** Scopes that can be active at the same moment; within one row no two commands may share a key. */
export const ACTIVE_TOGETHER: readonly (readonly Scope[])[] = [
  ['global', 'review', 'review.idle'],
  ['global', 'review', 'review.case'],
  ['global', 'review', 'review.action'],
  ['global', 'audit'],
  ['global', 'quarantine'],
];

/** While the narrower scope is active it takes its keys from the wider one; every other key keeps working. */
export const SHADOWS: Partial<Record<Scope, Scope>> = { 'review.action': 'review.case' };

export interface Collision {
  readonly keys: string;
  readonly commands: readonly CommandId[];
}

function normalised(keys: string): string {
  return keys
    .toLowerCase()
    .split(' ')
    .map((press) => press.replace(/^digit(?=\d$)/u, '').replace(/^shift\+\?$/u, '?'))
    .join(' ');
}

/** Finds keys that would mean two things at once: the same press, or a press that begins another one's sequence. */
export function findCollisions(keymap: Keymap): Collision[] {
  const collisions: Collision[] = [];
  for (const scopes of ACTIVE_TOGETHER) {
    const owners = new Map<string, Set<CommandId>>();
    for (const { id, scope } of COMMANDS) {
      if (!scopes.includes(scope)) continue;
      for (const keys of keymap[id]) {
        const press = normalised(keys);
        owners.set(press, (owners.get(press) ?? new Set()).add(id));
      }
    }
    for (const [keys, commands] of owners) {
      const begun = [...owners].filter(([other]) => other.startsWith(`${keys} `)).flatMap(([, ids]) => [...ids]);
      const all = new Set([...commands, ...begun]);
      if (all.size > 1) collisions.push({ keys, commands: [...all] });
    }
  }
  return collisions;
}
