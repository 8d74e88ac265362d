import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../common/domain/bundle.ts';
import { DISCLOSURE_FIELDS, type DisclosureField } from '../../common/domain/disclosure.ts';
import { composeBundle } from '../../fixtures/compose.ts';
import { dialogues } from '../../fixtures/dialogues/parse.ts';
import { encodeBundle } from '../../main/core/intake/assemble-bundle.ts';
import { parseVerifierKey } from '../../main/tlog/note.ts';
import { checkProof, parseProof } from '../../main/tlog/proof.ts';
import { accept, startDesk, type RunningDesk } from './support/desk.ts';
import { makeBundle } from './support/bundles.ts';
import { refusalOf, signIn, type Call } from './support/seats.ts';
import { freshWorkspace } from './support/temporary.ts';

const run = promisify(execFile);
const PASSPHRASE = 'a passphrase for a test';
const TERMS = {
  authority: 'District court canary-authority',
  reference: 'canary-reference 12/345',
  legalBasis: 'A warrant, canary-basis.',
};
const REASON = 'canary-reason of the moderator';

const [DIALOGUE] = dialogues(
  'HARASSMENT',
  `
# canary-complaint
o: canary-context-a
s: canary-context-b
r: canary-context-c
s: canary-context-d
s: you are useless, canary-reported
`,
);

let desk: RunningDesk;
let folder: string;
let remove: () => Promise<void>;
let identity: string;
let recipient: string;
let lead: Call;
let otherLead: Call;
let first: Call;
let second: Call;
let bundle: Bundle;
let caseId: string;

beforeAll(async () => {
  ({ folder, remove } = await freshWorkspace());
  desk = await startDesk(folder, { graceMs: 0 });
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  first = await signIn(desk.application, 'admin-01');
  second = await signIn(desk.application, 'admin-02');
  await first('people.add', { id: 'lead-02', role: 'lead', grants: [], passphrase: PASSPHRASE });
  lead = await signIn(desk.application, 'lead-01');
  otherLead = await signIn(desk.application, 'lead-02', PASSPHRASE);
  bundle = composeBundle(DIALOGUE!, { keep: 5, blank: 'attachment', franked: true }, 'disclosure', Date.now());
  caseId = await decidedCase(encodeBundle(bundle));
});

afterAll(async () => {
  await desk.application.close();
  await remove();
});

async function decidedCase(raw: Uint8Array): Promise<string> {
  expect(await accept(desk.workspace, raw)).toBe('queued');
  await desk.screened();
  const { case: view } = await lead('review.next', { policies: null, includeSkipped: true });
  if (view === null) throw new Error('the queue is empty');
  const draft = { finding: 'violation', policy: 'HARASSMENT.insults', action: 'ban', reason: REASON } as const;
  await lead('review.decide', { lease: { caseId: view.caseId, token: view.token }, draft });
  return view.caseId;
}

/** Gives the second lead another role, which signs them out, and signs them in again. */
async function withRole(role: 'admin' | 'lead'): Promise<Call> {
  await first('people.change', { id: 'lead-02', role });
  await expect.poll(() => refusalOf(otherLead('disclosure.list', {}))).toBe('LOCKED');
  return signIn(desk.application, 'lead-02', PASSPHRASE);
}

async function proposed(fields: readonly DisclosureField[], of = caseId): Promise<string> {
  return (await lead('disclosure.propose', { caseId: of, ...TERMS, fields: [...fields], recipient })).id;
}

async function approved(fields: readonly DisclosureField[], of = caseId): Promise<string> {
  const id = await proposed(fields, of);
  for (const admin of [first, second]) await admin('disclosure.decide', { id, approve: true });
  return id;
}

async function opened(file: string): Promise<{ text: string; document: { fields: Record<string, unknown> } }> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const text = await decrypter.decrypt(readFileSync(file), 'text');
  return { text, document: JSON.parse(text) as { fields: Record<string, unknown> } };
}

async function listed(call: Call, id: string): Promise<unknown> {
  return (await call('disclosure.list', {})).disclosures.find((disclosure) => disclosure.id === id);
}

describe('approval', () => {
  it('takes two different admins, and the lead approves nothing', async () => {
    const id = await proposed(['case_reference']);
    expect(await refusalOf(lead('disclosure.decide', { id, approve: true }))).toBe('NOT_ALLOWED');
    expect(await refusalOf(lead('disclosure.export', { id }))).toBe('PROPOSAL_CLOSED');
    await first('disclosure.decide', { id, approve: true });
    expect(await refusalOf(first('disclosure.decide', { id, approve: true }))).toBe('TWO_PERSON');
    expect(await refusalOf(lead('disclosure.export', { id }))).toBe('PROPOSAL_CLOSED');
    expect(await listed(first, id)).toMatchObject({ state: 'open', decisions: [{ actor: 'admin-01', approve: true }] });
    await second('disclosure.decide', { id, approve: true });
    expect(await listed(first, id)).toMatchObject({ state: 'approved', proposedBy: 'lead-01', ...TERMS });
  });

  it('ends with one rejection, also after an approval', async () => {
    const id = await proposed(['case_reference']);
    await first('disclosure.decide', { id, approve: true });
    await second('disclosure.decide', { id, approve: false });
    expect(await listed(first, id)).toMatchObject({ state: 'rejected' });
    expect(await refusalOf(first('disclosure.decide', { id, approve: true }))).toBe('PROPOSAL_CLOSED');
    expect(await refusalOf(lead('disclosure.export', { id }))).toBe('PROPOSAL_CLOSED');
  });

  it('does not let whoever proposed approve after becoming an admin', async () => {
    const { id } = await otherLead('disclosure.propose', { caseId, ...TERMS, fields: ['category'], recipient });
    otherLead = await withRole('admin');
    expect(await refusalOf(otherLead('disclosure.decide', { id, approve: true }))).toBe('TWO_PERSON');
    otherLead = await withRole('lead');
  });

  it('asks for an existing case, a recipient that is one, and the grant of a restricted lane', async () => {
    const request = { caseId, ...TERMS, fields: ['category' as const], recipient };
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect(await refusalOf(lead('disclosure.propose', { ...request, caseId: unknown }))).toBe('NO_SUCH_CASE');
    const mistyped = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`;
    expect(await refusalOf(lead('disclosure.propose', { ...request, recipient: mistyped }))).toBe('BAD_INPUT');
    const child = await decidedCase(makeBundle({ category: 'CHILD' }).raw);
    expect(await refusalOf(otherLead('disclosure.propose', { ...request, caseId: child }))).toBe('NOT_ALLOWED');
    const id = await approved(['category'], child);
    expect(await listed(otherLead, id)).toBeUndefined();
    expect(await listed(lead, id)).toMatchObject({ state: 'approved' });
    expect(await refusalOf(otherLead('disclosure.export', { id }))).toBe('NOT_ALLOWED');
  });
});

describe('the file', () => {
  it('holds the approved fields and nothing else', async () => {
    const id = await approved(['case_reference', 'reported_message']);
    const { file, sha256, bytes } = await lead('disclosure.export', { id });
    expect(file).toBe(join(folder, 'disclosures', `${id}.age`));
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(sha256);
    expect(readFileSync(file)).toHaveLength(bytes);
    const { text, document } = await opened(file);
    expect(Object.keys(document).toSorted()).toEqual(['disclosure', 'fields', 'format']);
    expect(document.fields).toEqual({
      case_reference: { caseId, code: expect.stringMatching(/^[0-9A-F]{4}-[0-9A-F]{4}$/u) as string },
      reported_message: {
        slot: 5,
        author: expect.stringMatching(/^[A-C]$/u) as string,
        role: 'subject',
        sentAt: bundle.messages.at(-1)!.sentAt,
        type: 'text',
        text: 'you are useless, canary-reported',
        mediaOmitted: false,
      },
    });
    for (const other of [
      ...['canary-context', 'canary-complaint', 'canary-reason', 'canary-authority', 'canary-basis'],
      ...[bundle.parties.reporter, bundle.parties.subject, bundle.parties.conversation.id, bundle.header.bundleId],
    ])
      expect(text).not.toContain(other);
  });

  it('holds every field when every field was approved, attachments by hash only, and a proof that verifies', async () => {
    const id = await approved(DISCLOSURE_FIELDS);
    const { file } = await lead('disclosure.export', { id });
    const { text, document } = await opened(file);
    expect(Object.keys(document.fields)).toEqual([...DISCLOSURE_FIELDS]);
    const { parties, complaint, header, metadata, messages } = bundle;
    expect(document.fields).toMatchObject({
      received_at: header.receivedAt,
      category: 'HARASSMENT',
      reporter_pseudonym: parties.reporter,
      subject_pseudonym: parties.subject,
      conversation_id: parties.conversation.id,
      complaint: { text: complaint.text, consent: complaint.consent },
      metadata,
      verification: { verdict: 'verified' },
      decision: { finding: 'violation', policy: 'HARASSMENT.insults', action: 'ban', reason: REASON },
    });
    const context = document.fields['context_messages'] as Record<string, unknown>[];
    expect(context).toHaveLength(4);
    const attachment = messages.find((message) => message.type === 'attachment')!;
    const sent = context.find(({ type }) => type === 'attachment')!;
    expect(sent).toEqual({
      ...{ slot: attachment.slot, author: sent['author'], role: attachment.role, sentAt: attachment.sentAt },
      ...{ type: 'attachment', mediaType: attachment.mediaType, size: attachment.size, sha256: attachment.sha256 },
    });
    if (attachment.data !== undefined) expect(text).not.toContain(attachment.data);

    const verifiers = readFileSync(join(folder, 'keys', 'log.pub'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => parseVerifierKey(line)!);
    const proof = parseProof(document.fields['log_proof'] as string);
    if (typeof proof === 'string') throw new Error(proof);
    const checked = checkProof(proof, verifiers);
    expect(checked).toMatchObject({ ok: true });
    expect(typeof checked === 'string' ? null : checked.entry?.draft.event).toMatchObject({
      kind: 'decision.committed',
      case: caseId,
      action: 'ban',
    });
  });

  it('is opened by the age program of the system', async (test) => {
    const installed = await run('age', ['--version']).catch(() => null);
    if (installed === null) test.skip('there is no age program on this machine (Debian: apt-get install age)');
    const id = await approved(['complaint']);
    const { file } = await lead('disclosure.export', { id });
    const key = join(folder, '..', 'authority.txt');
    writeFileSync(key, `${identity}\n`, { mode: 0o600 });
    const { stdout } = await run('age', ['--decrypt', '--identity', key, file]);
    expect((JSON.parse(stdout) as { fields: unknown }).fields).toMatchObject({
      complaint: { text: 'canary-complaint' },
    });
  });

  it('is made once, and again only when it got lost', async () => {
    const id = await approved(['category']);
    const { file, sha256 } = await lead('disclosure.export', { id });
    expect(await refusalOf(lead('disclosure.export', { id }))).toBe('PROPOSAL_CLOSED');
    rmSync(file);
    const again = await lead('disclosure.export', { id });
    expect(again.sha256).not.toBe(sha256);
    expect(await listed(first, id)).toMatchObject({
      state: 'exported',
      export: { sha256: again.sha256, by: 'lead-01' },
    });
    const { rows } = await desk.workspace.log.search({ kind: 'disclosure.exported' }, null, 50);
    const events = await Promise.all(
      rows.map(async ({ caseId: of }) => (await desk.workspace.log.caseEntries(of!)).map(({ event }) => event)),
    );
    expect(JSON.stringify(events)).toContain(sha256);
    expect(JSON.stringify(events)).toContain(again.sha256);
  });

  it('leaves nothing in clear on the disk and no words of the request in the log', async () => {
    const id = await approved(['reported_message', 'complaint']);
    await lead('disclosure.export', { id });
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.filter(({ name }) => name.endsWith('.part') || name.endsWith('.tmp'))).toEqual([]);
    expect(files.some(({ name }) => name === `${id}.age`)).toBe(true);
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(join(parentPath, name));
      for (const encoding of ['utf8', 'utf16le'] as const)
        expect(bytes.includes(Buffer.from('canary-', encoding)), `${name}, ${encoding}`).toBe(false);
    }
    const entries = await desk.workspace.log.caseEntries(caseId);
    expect(JSON.stringify(entries)).not.toContain('canary-');
    const made = entries.findLast(({ event }) => event.kind === 'disclosure.proposed')!.event;
    const { terms } = (await desk.workspace.database.call('disclosure.find', { id }))!;
    const { salt, ...words } = terms;
    const { authority, reference, legalBasis, fields } = words;
    const text = JSON.stringify({ authority, reference, legalBasis, fields, recipient: terms.recipient });
    expect(made).toMatchObject({
      disclosure: id,
      terms: createHmac('sha256', Buffer.from(salt, 'hex')).update(text).digest('hex'),
    });
  });

  it('is refused when the content was erased after the approval', async () => {
    const erased = await decidedCase(makeBundle().raw);
    const id = await approved(['reported_message'], erased);
    await lead('case.erase', { caseId: erased, reason: 'The retention time is over.' });
    expect(await refusalOf(lead('disclosure.export', { id }))).toBe('CASE_ERASED');
    expect(await refusalOf(proposed(['category'], erased))).toBe('CASE_ERASED');
  });
});
