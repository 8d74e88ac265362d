import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../common/access.ts';
import { contract, type ContractTypes, type MethodName } from '../../common/contract.ts';
import { ROLES, type Role } from '../../common/domain/roles.ts';
import type { RpcResult } from '../../common/rpc.ts';
import { startBrowserHost, type BrowserHost } from '../../main/hosts/browser/host.ts';
import { createLog } from '../../main/platform/log.ts';
import { createWebSocketTransport } from '../../renderer/src/transports/websocket.ts';
import { createBrowserClient } from './support/browser-client.ts';
import { makeBundle } from './support/bundles.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { freshWorkspace } from './support/temporary.ts';

const PEOPLE: Readonly<Record<Role, string>> = {
  moderator: 'mod-01',
  lead: 'lead-01',
  admin: 'admin-01',
  auditor: 'auditor-01',
  evaluator: 'evaluator-01',
};

const NOBODY = '';
const ALL = 'moderator lead admin auditor evaluator';
const LEASE = { caseId: randomUUID(), token: 'a'.repeat(32) };
const DRAFT = { finding: null, policy: null, action: null, reason: '' };
const TERMS = {
  caseId: LEASE.caseId,
  authority: 'A court',
  reference: '1/26',
  legalBasis: 'An order of that court.',
  fields: ['case_reference' as const],
  recipient: 'age1n6x2tnvtnhrkq2p3ykpw8n6mepquuns2ke6unkmxkr7a6c4s6p6quy7w6k',
};
const RULES = { defaultDays: 365, byPolicy: {}, quarantineDays: 90 };

type Line<Name extends MethodName> = readonly [allowed: string, input: (role: Role) => ContractTypes[Name]['input']];

/**
 * Who may call what, written down a second time and on its own: by role, with a well-formed call that changes nothing a
 * later line needs. The locked window may only call what says `anyone`.
 */
const MATRIX: { readonly [Name in MethodName]: Line<Name> } = {
  'session.hello': [`anyone ${ALL}`, () => ({})],
  'session.setup': [`anyone ${ALL}`, () => ({ passphrase: 'one that is long enough' })],
  'session.unlock': [`anyone ${ALL}`, (role) => ({ user: PEOPLE[role], passphrase: null })],
  'session.lock': [`anyone ${ALL}`, () => ({ cause: 'asked' })],
  'session.active': [ALL, () => ({})],
  'session.changePassphrase': [ALL, () => ({ current: null, next: 'one that is long enough' })],
  'queue.overview': ['moderator lead admin auditor', () => ({})],
  'review.next': ['moderator lead', () => ({ policies: ['CIVIC'], includeSkipped: false })],
  'review.extend': ['moderator lead', () => ({ lease: LEASE })],
  'review.reveal': ['moderator lead', () => ({ lease: LEASE, slot: 5, what: 'text' })],
  'review.saveDraft': ['moderator lead', () => ({ lease: LEASE, draft: DRAFT })],
  'review.decide': ['moderator lead', () => ({ lease: LEASE, draft: DRAFT })],
  'review.undo': ['moderator lead', () => ({ lease: LEASE })],
  'review.skip': ['moderator lead', () => ({ lease: LEASE })],
  'review.defer': ['moderator lead', () => ({ lease: LEASE, minutes: 5 })],
  'review.escalate': ['moderator lead', () => ({ lease: LEASE, reason: 'x' })],
  'appeal.open': ['lead', () => ({ caseId: LEASE.caseId, reason: 'x' })],
  'quarantine.list': ['lead admin auditor', () => ({ limit: 5 })],
  'quarantine.inspect': ['lead', () => ({ id: 999 })],
  'quarantine.release': ['lead', () => ({ id: 999, reason: 'x' })],
  'quarantine.delete': ['lead', () => ({ id: 999, reason: 'x' })],
  'log.search': ['moderator lead admin auditor', () => ({ filters: {}, before: null, limit: 5 })],
  'log.case': ['moderator lead auditor', () => ({ caseId: opened })],
  'log.verify': ['moderator lead admin auditor', () => ({})],
  'people.list': ['lead admin auditor', () => ({})],
  'people.add': ['admin', () => ({ id: 'mod-09', role: 'moderator', grants: [], passphrase: 'long enough to pass' })],
  'people.change': ['admin', () => ({ id: 'somebody-else', disabled: true })],
  'people.resetPassphrase': ['admin', () => ({ id: 'somebody-else', passphrase: 'long enough to pass' })],
  'keys.list': ['lead admin auditor', () => ({})],
  'keys.propose': ['admin', () => ({ change: { action: 'retire', keyId: 'no-such-key' } })],
  'proposals.list': ['lead admin auditor', () => ({})],
  'proposals.decide': ['admin', () => ({ id: randomUUID(), approve: true })],
  'disclosure.propose': ['lead', () => TERMS],
  'disclosure.list': ['lead admin auditor', () => ({})],
  'disclosure.decide': ['admin', () => ({ id: randomUUID(), approve: true })],
  'disclosure.export': ['lead', () => ({ id: randomUUID() })],
  'retention.get': ['lead admin auditor', () => ({})],
  'retention.set': ['admin', () => ({ rules: RULES })],
  'retention.run': ['admin', () => ({})],
  'hold.set': ['lead', () => ({ caseId: LEASE.caseId, reason: 'x' })],
  'hold.lift': ['lead', () => ({ caseId: LEASE.caseId, reason: 'x' })],
  'case.erase': ['lead', () => ({ caseId: LEASE.caseId, reason: 'x' })],
  'exposure.reveals': ['lead auditor', () => ({ since: '2026-01-01T00:00:00.000Z' })],
  'exposure.setLimit': ['admin', () => ({ revealsPerHour: 240 })],
  'backup.status': ['lead admin auditor', () => ({})],
  'backup.beginCeremony': ['admin', () => ({})],
  'backup.finishCeremony': ['admin', () => ({ ceremony: 'none', answers: ['a', 'b'] })],
  'backup.create': ['admin', () => ({})],
  'backup.setSchedule': ['admin', () => ({ schedule: null })],
  'backup.drill': ['admin', () => ({ file: 'nowhere.age', secret: 'none' })],
};

/** What would mean that the call did not get as far as it should, or that something broke. */
const NOT_AN_ANSWER = [
  'NOT_ALLOWED',
  'LOCKED',
  'BAD_INPUT',
  'BAD_OUTPUT',
  'INTERNAL',
  'UNKNOWN_METHOD',
  'TRANSPORT_CLOSED',
];

type Window = ReturnType<typeof createWebSocketTransport>;

let remove: () => Promise<void>;
let rendererRoot: string;
let desk: RunningDesk;
let host: BrowserHost;
/** A case that the moderator has worked on. */
let opened: string;
const windows = new Map<Role | typeof NOBODY, Window>();

beforeAll(async () => {
  const fresh = await freshWorkspace();
  remove = fresh.remove;
  rendererRoot = await mkdtemp(join(tmpdir(), 'quintet-renderer-'));
  await writeFile(join(rendererRoot, 'index.html'), '<!doctype html><title>Quintet</title>');
  desk = await startDesk(fresh.folder);
  const { application } = desk;
  host = await startBrowserHost({ application, rendererRoot, port: 0, log: createLog(undefined, 'silent') });
  const client = createBrowserClient(host.launchUrl());
  await client.signIn();
  for (const role of [...ROLES, NOBODY] as const) windows.set(role, createWebSocketTransport(client.connector));
  await accept(desk.workspace, makeBundle().raw);
  await desk.screened();
  for (const role of ROLES)
    expect(await call(role, 'session.unlock', { user: PEOPLE[role], passphrase: null })).toMatchObject({ ok: true });
  // In a sample whoever calls is signed in; a window somebody has locked stays locked.
  await call(NOBODY, 'session.lock', { cause: 'asked' });
  const next = await call('moderator', 'review.next', { policies: null, includeSkipped: false });
  opened = (next as { value: { case: { caseId: string } } }).value.case.caseId;
}, 120_000);

afterAll(async () => {
  for (const window of windows.values()) window.close();
  await host.close();
  await desk.application.close();
  await remove();
  await rm(rendererRoot, { recursive: true, force: true });
});

function call(who: Role | typeof NOBODY, method: string, input: unknown): Promise<RpcResult> {
  const window = windows.get(who);
  if (!window) throw new Error('there is no such window');
  return window.invoke(method, input);
}

const NAMES = Object.keys(MATRIX) as MethodName[];
const named = (allowed: string): string[] => allowed.split(' ');

describe('the table of access', () => {
  it('names every procedure of the contract, and no other', () => {
    const procedures = Object.keys(contract).sort();
    expect(Object.keys(ACCESS).sort()).toEqual(procedures);
    expect([...NAMES].sort()).toEqual(procedures);
  });
});

describe('over the real transport', () => {
  it.each(NAMES.filter((name) => !name.startsWith('session.')))(
    '%s: each role, and a locked window',
    async (method) => {
      const [allowed, input] = MATRIX[method] as Line<MethodName>;
      for (const role of ROLES) {
        const result = await call(role, method, input(role));
        if (named(allowed).includes(role)) {
          if (!result.ok)
            expect([role, result.code], result.message).not.toEqual([role, expect.toBeOneOf(NOT_AN_ANSWER)]);
        } else expect([role, result]).toMatchObject([role, { ok: false, code: 'NOT_ALLOWED' }]);
      }
      expect(await call(NOBODY, method, input('lead'))).toMatchObject({ ok: false, code: 'LOCKED' });
    },
  );

  it.each(NAMES)('%s: who may not call it learns nothing of what it takes', async (method) => {
    const [allowed] = MATRIX[method];
    const malformed = [null, [], { no: { such: 'field' } }, 'x'.repeat(100_000)];
    for (const role of ROLES.filter((one) => !named(allowed).includes(one)))
      for (const input of malformed)
        expect([role, await call(role, method, input)]).toMatchObject([role, { ok: false, code: 'NOT_ALLOWED' }]);
    if (named(allowed).includes('anyone')) return;
    for (const input of malformed)
      expect(await call(NOBODY, method, input)).toMatchObject({ ok: false, code: 'LOCKED' });
  });

  it('session procedures: each role, and a locked window', async () => {
    for (const method of ['session.hello', 'session.setup', 'session.active', 'session.changePassphrase'] as const) {
      const [allowed, input] = MATRIX[method] as Line<MethodName>;
      for (const role of ROLES) {
        const result = await call(role, method, input(role));
        if (!result.ok)
          expect([role, method, result.code]).toEqual([role, method, expect.not.toBeOneOf(NOT_AN_ANSWER)]);
      }
      const locked = await call(NOBODY, method, input('lead'));
      if (named(allowed).includes('anyone')) expect(locked).not.toMatchObject({ code: 'LOCKED' });
      else expect(locked).toMatchObject({ ok: false, code: 'LOCKED' });
    }
  });

  it('unlock and lock: anybody, and what was allowed before is not afterwards', async () => {
    for (const role of ROLES) {
      expect(await call(role, 'session.lock', { cause: 'asked' })).toMatchObject({ ok: true });
      for (const method of NAMES.filter((name) => !name.startsWith('session.'))) {
        const [, input] = MATRIX[method] as Line<MethodName>;
        expect([method, await call(role, method, input(role))]).toMatchObject([method, { ok: false, code: 'LOCKED' }]);
      }
      expect(await call(role, 'session.unlock', { user: PEOPLE[role], passphrase: null })).toMatchObject({ ok: true });
    }
  });
});
