import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import type { Output } from '../../../common/contract.ts';
import { caseCode } from '../../../common/domain/case-view.ts';
import type { DisclosureField } from '../../../common/domain/disclosure.ts';
import { ProblemError } from '../../../common/errors.ts';
import { replaceFile } from '../../db/atomic-file.ts';
import type { CaseFacts } from '../../db/queries/case-facts.ts';
import type { DisclosureRow } from '../../db/queries/disclosure.ts';
import type { Acting } from '../access/people-admin.ts';
import type { Person } from '../access/people.ts';
import { requireAnotherPerson } from '../access/two-people.ts';
import { entryBy, requireGrant } from '../core-context.ts';
import { openStored } from '../intake/open-stored.ts';
import { requireCaseGrant } from '../review/case-grant.ts';
import { commitTo } from '../review/commitment.ts';
import type { Workspace } from '../workspace/open.ts';
import { disclosureDocument, type DisclosureSources, type RecordedDecision } from './document.ts';

/** A lawful request as a lead writes it down. */
export interface DisclosureRequest {
  readonly caseId: string;
  readonly authority: string;
  /** The authority's own reference. */
  readonly reference: string;
  readonly legalBasis: string;
  readonly fields: readonly DisclosureField[];
  /** age recipient (`age1…`) of the authority. */
  readonly recipient: string;
}

export interface ExportedFile {
  /** Absolute path. */
  readonly file: string;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Newest first. Requests about a restricted lane are shown to those with its grant, and to admins, who approve them and
 * see no content.
 */
export async function listDisclosures(
  { database, layout }: Workspace,
  person: Person,
): Promise<Output<'disclosure.list'>['disclosures']> {
  const rows = await database.call('disclosure.list', {});
  return rows
    .filter((row) => person.role === 'admin' || maySee(person, row))
    .map(({ id, caseId, terms, state, proposedBy, proposedAt, decisions, export: made }) => ({
      id,
      caseId,
      code: caseCode(caseId),
      authority: terms.authority,
      reference: terms.reference,
      legalBasis: terms.legalBasis,
      fields: [...terms.fields],
      recipient: terms.recipient,
      state,
      proposedBy,
      proposedAt,
      decisions: [...decisions],
      export: made && {
        file: join(layout.disclosureFolder, made.name),
        sha256: made.sha256,
        bytes: made.bytes,
        at: made.at,
        by: made.by,
      },
    }));
}

function maySee(person: Person, { policy }: DisclosureRow): boolean {
  try {
    requireGrant(person, policy);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes a lawful request down; nothing is read or handed out.
 * @throws ProblemError NO_SUCH_CASE, CASE_ERASED, NOT_ALLOWED without the grant of a restricted lane, BAD_INPUT
 */
export async function proposeDisclosure(
  workspace: Workspace,
  { caseId, ...asked }: DisclosureRequest,
  { by, now }: Acting,
): Promise<{ id: string }> {
  requireRecipient(asked.recipient);
  await caseWithContent(workspace, caseId, by);
  const fields = [...new Set(asked.fields)];
  const { authority, reference, legalBasis, recipient } = asked;
  const words = { authority, reference, legalBasis, fields, recipient };
  const { commitment, salt } = commitTo(JSON.stringify(words));
  const id = randomUUID();
  const entry = entryBy(by, now, {
    kind: 'disclosure.proposed',
    disclosure: id,
    case: caseId,
    fields,
    terms: commitment,
  });
  await workspace.database.call('disclosure.add', { id, caseId, terms: { ...words, salt }, entry });
  return { id };
}

/**
 * One admin's approval or rejection. Two approvals by different admins approve; one rejection closes.
 * @throws ProblemError NO_SUCH_PROPOSAL, PROPOSAL_CLOSED, TWO_PERSON, PASSPHRASE_INITIAL
 */
export async function decideDisclosure(
  workspace: Workspace,
  { id, approve }: { readonly id: string; readonly approve: boolean },
  { by, now }: Acting,
): Promise<{ index: number }> {
  const found = await disclosureOf(workspace, id);
  if (found.state !== 'open') throw new ProblemError('PROPOSAL_CLOSED');
  if (approve) {
    const before = [found.proposedBy, ...found.decisions.map(({ actor }) => actor)];
    await requireAnotherPerson(workspace, by, before, now);
  }
  const outcome = approve ? ('approved' as const) : ('rejected' as const);
  const entry = entryBy(by, now, { kind: 'disclosure.decided', disclosure: id, case: found.caseId, outcome });
  return workspace.database.call('disclosure.decide', { id, approve, entry });
}

/**
 * Opens and verifies the case, takes the approved fields, encrypts them to the authority, and hands the file out once
 * its entry is in the log. Nothing in clear touches the disk. A file that got lost can be made again.
 * @throws ProblemError NO_SUCH_PROPOSAL, PROPOSAL_CLOSED, NOT_ALLOWED, CASE_ERASED; DATA_INVALID when the stored content
 * does not verify; DB_READONLY and DB_FULL when the file cannot be written
 */
export async function exportDisclosure(workspace: Workspace, id: string, { by, now }: Acting): Promise<ExportedFile> {
  const { layout, database } = workspace;
  const found = await disclosureOf(workspace, id);
  const name = `${id}.age`;
  const file = join(layout.disclosureFolder, name);
  const lostFile = found.state === 'exported' && !existsSync(file);
  if (found.state !== 'approved' && !lostFile) throw new ProblemError('PROPOSAL_CLOSED', NOT_NOW[found.state]);
  const facts = await caseWithContent(workspace, found.caseId, by);
  const { fields, recipient } = found.terms;
  const document = disclosureDocument(id, fields, await sourcesOf(workspace, facts));
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(`${JSON.stringify(document, null, 2)}\n`);
  const sha256 = createHash('sha256').update(sealed).digest('hex');
  const made = { name, sha256, bytes: sealed.length, at: new Date(now).toISOString(), by: by.id };
  const event = {
    kind: 'disclosure.exported',
    disclosure: id,
    case: found.caseId,
    sha256,
    bytes: sealed.length,
  } as const;
  const waiting = `${file}.part`;
  mkdirSync(layout.disclosureFolder, { recursive: true, mode: 0o700 });
  replaceFile(waiting, sealed, 0o600);
  try {
    await database.call('disclosure.exported', { id, file: made, entry: entryBy(by, now, event) });
  } catch (thrown) {
    rmSync(waiting, { force: true });
    throw thrown;
  }
  renameSync(waiting, file);
  return { file, sha256, bytes: sealed.length };
}

const NOT_NOW = {
  open: 'Two admins have to approve this first.',
  rejected: 'This request was rejected.',
  exported: 'The file was made already and is still there.',
  approved: '',
} as const;

async function disclosureOf({ database }: Workspace, id: string): Promise<DisclosureRow> {
  const found = await database.call('disclosure.find', { id });
  if (found === null) throw new ProblemError('NO_SUCH_PROPOSAL', 'There is no such disclosure request.');
  return found;
}

/** The case, if this person may reach it and it still has its content. */
async function caseWithContent(workspace: Workspace, caseId: string, person: Person): Promise<CaseFacts> {
  const facts = await workspace.database.call('case.facts', { caseId });
  if (facts === null) throw new ProblemError('NO_SUCH_CASE');
  await requireCaseGrant(workspace, facts, person);
  if (facts.erased) throw new ProblemError('CASE_ERASED');
  return facts;
}

function requireRecipient(recipient: string): void {
  try {
    new Encrypter().addRecipient(recipient);
  } catch {
    throw new ProblemError('BAD_INPUT', 'The recipient is not an age recipient: it is mistyped or cut off.');
  }
}

async function sourcesOf({ database, trust, log }: Workspace, facts: CaseFacts): Promise<DisclosureSources> {
  const { caseId } = facts;
  const stored = await database.call('case.stored', { caseId });
  if (stored === null) throw new ProblemError('NO_SUCH_CASE');
  const opened = await openStored(stored, trust);
  if (!opened.ok)
    throw new ProblemError(
      'DATA_INVALID',
      `The stored report does not verify any more (${opened.code}). Nothing was made.`,
    );
  const decision = decisionOf(facts);
  return {
    caseId,
    bundle: opened.bundle,
    verification: opened.verification,
    findings: opened.messages,
    decision,
    logProof: decision === null ? null : (await log.proof(decision.entry)).text,
  };
}

/** Only a final decision is one that can be told. */
function decisionOf({ state, committed, record }: CaseFacts): RecordedDecision | null {
  if (state !== 'decided' || committed === null || record === null) return null;
  const { finding, policy, action, severity, reason, salt } = JSON.parse(record) as RecordedDecision;
  return { finding, policy, action, severity, reason, salt, entry: committed };
}
