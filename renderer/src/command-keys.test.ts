import { beforeAll, describe, expect, it } from 'vitest';
import { formatKeys, KeyMatcher } from './command-keys.ts';
import { COMMANDS, keymapOf, type CommandId } from './commands.ts';

/** The parts of the DOM the matcher looks at; enough to tell a text field, a radio button, a button and the page apart. */
class FakeElement {
  readonly isContentEditable = false;
  readonly tag: string;
  constructor(tag = 'div') {
    this.tag = tag;
  }
  closest(selectors: string): FakeElement | null {
    return selectors.split(', ').includes(this.tag) ? this : null;
  }
}
class FakeInput extends FakeElement {
  readonly type: string;
  constructor(type: string) {
    super('input');
    this.type = type;
  }
}
class FakeTextArea extends FakeElement {}

beforeAll(() => {
  Object.assign(globalThis, {
    Element: FakeElement,
    HTMLElement: FakeElement,
    HTMLInputElement: FakeInput,
    HTMLTextAreaElement: FakeTextArea,
  });
});

let time = 0;
function press(
  key: string,
  options: { target?: object; ctrl?: boolean; shift?: boolean; repeat?: boolean; after?: number } = {},
) {
  time += options.after ?? 10;
  return {
    key,
    code:
      key.length === 1 ? (/\d/u.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`) : key === ' ' ? 'Space' : key,
    target: options.target ?? new FakeElement(),
    ctrlKey: options.ctrl ?? false,
    shiftKey: options.shift ?? false,
    altKey: false,
    metaKey: false,
    repeat: options.repeat ?? false,
    isComposing: false,
    timeStamp: time,
    getModifierState: (name: string) =>
      (name === 'Control' ? options.ctrl : name === 'Shift' ? options.shift : false) ?? false,
  } as unknown as KeyboardEvent;
}

const onCase = (id: CommandId): boolean =>
  COMMANDS.some((command) => command.id === id && ['global', 'review', 'review.case'].includes(command.scope));
const onAudit = (id: CommandId): boolean =>
  COMMANDS.some((command) => command.id === id && ['global', 'audit'].includes(command.scope));
const onActions = (id: CommandId): boolean => onCase(id) || id.startsWith('review.action');
const matcher = () => new KeyMatcher(keymapOf());

describe('KeyMatcher', () => {
  it('finds the command of a single key on the active screen only', () => {
    expect(matcher().match(press('v'), onCase)).toBe('review.violation');
    expect(matcher().match(press('v'), onAudit)).toBe('audit.verify');
    expect(matcher().match(press('x'), onAudit)).toBeNull();
  });

  it('does not care for caps lock', () => {
    expect(matcher().match(press('V'), onCase)).toBe('review.violation');
  });

  it('keeps out of text fields, except for keys with Ctrl', () => {
    for (const target of [new FakeInput('text'), new FakeTextArea()]) {
      expect(matcher().match(press('v', { target }), onCase)).toBeNull();
      expect(matcher().match(press('Enter', { target }), onCase)).toBeNull();
      expect(matcher().match(press('Enter', { target, ctrl: true }), onCase)).toBe('review.commit');
    }
  });

  it('acts while a radio button has the focus, but leaves Space to it', () => {
    const target = new FakeInput('radio');
    expect(matcher().match(press('x', { target }), onCase)).toBe('review.noViolation');
    expect(matcher().match(press('Enter', { target }), onCase)).toBe('review.commit');
    expect(matcher().match(press(' ', { target }), onCase)).toBeNull();
  });

  it('leaves Enter and Space to a focused button', () => {
    const target = new FakeElement('button');
    expect(matcher().match(press('Enter', { target }), onCase)).toBeNull();
    expect(matcher().match(press(' ', { target }), onCase)).toBeNull();
    expect(matcher().match(press('s', { target }), onCase)).toBe('review.skip');
  });

  it('reads sequences without running the command of their second key', () => {
    const keys = matcher();
    expect(keys.match(press('g'), onCase)).toBeNull();
    expect(keys.match(press('r'), onCase)).toBe('go.review');
    expect(keys.match(press('r'), onCase)).toBe('review.reason');
  });

  it('forgets a sequence after its time', () => {
    const keys = matcher();
    keys.match(press('g'), onCase);
    expect(keys.match(press('r', { after: 5000 }), onCase)).toBe('review.reason');
  });

  it('does not repeat a command while the key is held down', () => {
    expect(matcher().match(press('Enter', { repeat: true }), onCase)).toBeNull();
  });

  it('gives the numbers to the action chips while they hold the focus', () => {
    expect(matcher().match(press('2'), onCase)).toBe('review.focus2');
    expect(matcher().match(press('2'), onActions)).toBe('review.action2');
  });

  it('opens help with and without Shift, as layouts differ', () => {
    expect(matcher().match(press('?', { shift: true }), onCase)).toBe('app.help');
    expect(matcher().match(press('?'), onCase)).toBe('app.help');
  });
});

describe('formatKeys', () => {
  it.each([
    ['v', 'V'],
    ['g r', 'G R'],
    ['$mod+k', 'Ctrl K'],
    ['Shift+?', '?'],
    ['Space', 'Space'],
    ['Enter', 'Enter'],
  ])('writes %s as %s', (keys, cap) => {
    expect(formatKeys(keys, false)).toBe(cap);
  });

  it('uses the Mac sign on a Mac', () => {
    expect(formatKeys('$mod+k', true)).toBe('⌘ K');
  });
});
