import { describe, expect, it } from 'vitest';
import { COMMAND_IDS, COMMANDS, commandOf, findCollisions, keymapOf, SHADOWS } from './commands.ts';
import { MESSAGES } from './i18n.ts';

describe('command registry', () => {
  it('has no two commands on one key of one screen', () => {
    expect(findCollisions(keymapOf())).toEqual([]);
  });

  it('notices a key given twice on one screen', () => {
    const keymap = keymapOf({ 'review.skip': ['v'] });
    expect(findCollisions(keymap)).toContainEqual({ keys: 'v', commands: ['review.violation', 'review.skip'] });
  });

  it('notices a key that begins the sequence of another command', () => {
    const collisions = findCollisions(keymapOf({ 'review.skip': ['g'] }));
    expect(collisions.some(({ commands }) => commands.includes('review.skip') && commands.includes('go.audit'))).toBe(
      true,
    );
  });

  it('notices the same key written in another way', () => {
    expect(findCollisions(keymapOf({ 'review.skip': ['Digit3'] })).map(({ keys }) => keys)).toContain('3');
    expect(findCollisions(keymapOf({ 'review.skip': ['V'] })).map(({ keys }) => keys)).toContain('v');
  });

  it('allows one key on screens that are never open together', () => {
    expect(keymapOf()['audit.verify']).toEqual(keymapOf()['review.violation']);
    expect(findCollisions(keymapOf())).toEqual([]);
  });

  it('lets the action chips take over nothing but the message numbers', () => {
    const keymap = keymapOf();
    for (const { id, scope } of COMMANDS) {
      const wider = SHADOWS[scope];
      if (wider === undefined) continue;
      const shadowed = COMMANDS.filter(
        (other) => other.scope === wider && keymap[other.id].some((keys) => keymap[id].includes(keys)),
      );
      expect(shadowed.every((other) => other.id.startsWith('review.focus'))).toBe(true);
    }
  });

  it('takes a title for every command from the messages, under its own id', () => {
    for (const id of COMMAND_IDS) {
      expect(commandOf(id).title).toBe(`command.${id}`);
      expect(MESSAGES[commandOf(id).title]).not.toBe('');
    }
  });

  it('keeps the keys of the guide', () => {
    const keymap = keymapOf();
    expect(keymap['review.reveal']).toContain('Space');
    expect(keymap['review.commit']).toContain('Enter');
    expect(
      ['violation', 'noViolation', 'policy', 'action', 'reason', 'undo', 'escalate', 'skip'].map(
        (name) => keymap[`review.${name}` as keyof typeof keymap][0],
      ),
    ).toEqual(['v', 'x', 'p', 'a', 'r', 'u', 'e', 's']);
  });
});
