import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../common/domain/roles.ts';
import { COMMAND_IDS } from '../commands.ts';
import { firstScreen, SCREENS, screensOf } from './screens.ts';

const paths = (role: (typeof ROLES)[number]) => screensOf(role).map(({ path }) => path);

describe('screens of a role', () => {
  it('shows a moderator the review screen and the own trail', () => {
    expect(paths('moderator')).toEqual(['/', '/audit']);
  });

  it('shows a lead every screen, an admin and an auditor none with content', () => {
    expect(paths('lead')).toEqual(SCREENS.map(({ path }) => path));
    expect(paths('admin')).not.toContain('/');
    expect(paths('auditor')).not.toContain('/');
  });

  it('shows an evaluator none', () => {
    expect(paths('evaluator')).toEqual([]);
    expect(firstScreen('evaluator')).toBeNull();
  });

  it('begins every other role on a screen it may see', () => {
    for (const role of ROLES.filter((name) => name !== 'evaluator')) expect(paths(role)).toContain(firstScreen(role));
  });

  it('has a command for every screen and a screen for every such command', () => {
    const commands = COMMAND_IDS.filter((id) => id.startsWith('go.'));
    expect(SCREENS.map(({ command }) => command).toSorted()).toEqual(commands.toSorted());
  });
});
