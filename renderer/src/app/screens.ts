import { mayCall } from '../../../common/access.ts';
import type { MethodName } from '../../../common/contract.ts';
import type { Role } from '../../../common/domain/roles.ts';
import type { CommandId } from '../commands.ts';
import type { MessageId } from '../i18n.ts';

export type ScreenGroup = 'decide' | 'answer' | 'administer';
export const SCREEN_GROUPS: readonly ScreenGroup[] = ['decide', 'answer', 'administer'];

export type ScreenPath =
  '/' | '/quarantine' | '/audit' | '/reveals' | '/disclosures' | '/retention' | '/people' | '/keys' | '/backup';

export interface ScreenEntry {
  readonly path: ScreenPath;
  readonly title: MessageId;
  readonly group: ScreenGroup;
  /** Who may call this may see the screen. */
  readonly method: MethodName;
  readonly command: CommandId;
}

/** Every screen, in the order the rail lists them. */
export const SCREENS: readonly ScreenEntry[] = [
  { path: '/', title: 'nav.review', group: 'decide', method: 'review.next', command: 'go.review' },
  {
    path: '/quarantine',
    title: 'nav.quarantine',
    group: 'decide',
    method: 'quarantine.list',
    command: 'go.quarantine',
  },
  { path: '/audit', title: 'nav.audit', group: 'answer', method: 'log.search', command: 'go.audit' },
  { path: '/reveals', title: 'nav.reveals', group: 'answer', method: 'exposure.reveals', command: 'go.reveals' },
  {
    path: '/disclosures',
    title: 'nav.disclosures',
    group: 'answer',
    method: 'disclosure.list',
    command: 'go.disclosures',
  },
  { path: '/retention', title: 'nav.retention', group: 'administer', method: 'retention.get', command: 'go.retention' },
  { path: '/people', title: 'nav.people', group: 'administer', method: 'people.list', command: 'go.people' },
  { path: '/keys', title: 'nav.keys', group: 'administer', method: 'keys.list', command: 'go.keys' },
  { path: '/backup', title: 'nav.backup', group: 'administer', method: 'backup.status', command: 'go.backup' },
];

/** Screens a role may see. */
export function screensOf(role: Role): readonly ScreenEntry[] {
  return SCREENS.filter(({ method }) => mayCall(method, role));
}

/** Where a role begins; null for one without any screen. An admin's work begins with people, not with a trail. */
export function firstScreen(role: Role): ScreenPath | null {
  const screens = screensOf(role);
  if (role === 'admin') return '/people';
  if (role === 'auditor') return '/audit';
  return screens[0]?.path ?? null;
}
