import type { LogDraft } from '../../common/domain/log.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { decider, openAppeal } from './queries/appeal.ts';
import { caseFacts, storedCase } from './queries/case-facts.ts';
import { claim, enqueue, extend } from './queries/claim.ts';
import {
  decisionRecord,
  deleteDraft,
  loadDraft,
  saveDraft,
  skippedBy,
  standingDecisions,
} from './queries/case-store.ts';
import {
  addDisclosure,
  decideDisclosure,
  disclosureExported,
  findDisclosure,
  listDisclosures,
} from './queries/disclosure.ts';
import { changeKeys, loadKeys } from './queries/keys.ts';
import { findUser, listUsers, putUser, signedIn } from './queries/people.ts';
import { casesWithContent, copyDatabase, countCases, rootAt } from './queries/backup.ts';
import { exposureFigures, revealWithin } from './queries/exposure.ts';
import { complete, deadLetter, recover, release, requeue, settle, undo } from './queries/finish.ts';
import { appendEntry, entriesOfCase, logSize, pageOfLog, proveEntry, searchLog } from './queries/log.ts';
import { verifySignatures, verifyTree } from './queries/verify.ts';
import { verifyContent } from './queries/verify-content.ts';
import {
  addToQuarantine,
  deleteFromQuarantine,
  listQuarantine,
  quarantineItem,
  releaseFromQuarantine,
} from './queries/quarantine.ts';
import { eraseCase, tryEmptyWal } from './queries/erase.ts';
import { countDue, countErased, dueForErasure, eraseDue, liftHold, listHolds, setHold } from './queries/retention.ts';
import { addProposal, decideProposal, findProposal, keyUsage, listProposals } from './queries/proposals.ts';
import { becameReady, deadCases, queueStats } from './queries/stats.ts';
import { immediate } from './types.ts';

type Input<Operation> = Operation extends (context: never, input: infer Value) => unknown ? Value : never;
type Output<Operation> = Operation extends (context: never, input: never) => infer Value ? Value : never;

/** Operations of the writing worker. Each is one transaction. */
export const WRITE_OPERATIONS = {
  'log.append': (context: WriteContext, input: { draft: LogDraft }) =>
    immediate(context.db, () => ({ index: appendEntry(context, input.draft) })),
  'log.checkpoint': (context: WriteContext) => {
    const { checkpoint, note } = context.checkpoint();
    return { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.toString('hex'), note };
  },
  'log.verified': (context: WriteContext, input: { size: number; root: string }) => {
    context.verified(input.size, Buffer.from(input.root, 'hex'));
  },
  'queue.enqueue': enqueue,
  'queue.claim': claim,
  'queue.extend': extend,
  'queue.complete': complete,
  'queue.undo': undo,
  'queue.settle': settle,
  'queue.release': release,
  'queue.deadLetter': deadLetter,
  'queue.requeue': requeue,
  'queue.recover': recover,
  'quarantine.add': addToQuarantine,
  'quarantine.release': releaseFromQuarantine,
  'quarantine.delete': deleteFromQuarantine,
  'retention.erase': eraseDue,
  'hold.set': setHold,
  'hold.lift': liftHold,
  'case.erase': eraseCase,
  'wal.tryEmpty': tryEmptyWal,
  'draft.save': saveDraft,
  'draft.delete': deleteDraft,
  'people.put': putUser,
  'people.signedIn': signedIn,
  'keys.change': changeKeys,
  'proposals.add': addProposal,
  'proposals.decide': decideProposal,
  'disclosure.add': addDisclosure,
  'disclosure.decide': decideDisclosure,
  'disclosure.exported': disclosureExported,
  'appeal.open': openAppeal,
  'exposure.reveal': revealWithin,
} as const;

/** Operations of a reading worker. */
export const READ_OPERATIONS = {
  'log.size': ({ db }: ReadContext) => logSize(db),
  'log.verifyTree': (context: ReadContext) => verifyTree(context),
  'log.verifySignatures': verifySignatures,
  'log.verifyContent': verifyContent,
  'log.proof': ({ db }: ReadContext, input: QueryInput<typeof proveEntry>) => proveEntry(db, input),
  'log.search': ({ db }: ReadContext, input: QueryInput<typeof searchLog>) => searchLog(db, input),
  'log.page': ({ db }: ReadContext, input: QueryInput<typeof pageOfLog>) => pageOfLog(db, input),
  'log.rootAt': ({ db }: ReadContext, input: QueryInput<typeof rootAt>) => rootAt(db, input),
  'log.case': ({ db }: ReadContext, input: { caseId: string }) => entriesOfCase(db, input.caseId),
  'queue.stats': ({ db }: ReadContext, input: QueryInput<typeof queueStats>) => queueStats(db, input),
  'queue.dead': ({ db }: ReadContext) => deadCases(db),
  'queue.becameReady': ({ db }: ReadContext, input: QueryInput<typeof becameReady>) => becameReady(db, input),
  'quarantine.list': ({ db }: ReadContext, input: QueryInput<typeof listQuarantine>) => listQuarantine(db, input),
  'quarantine.item': ({ db }: ReadContext, input: QueryInput<typeof quarantineItem>) => quarantineItem(db, input),
  'retention.due': ({ db }: ReadContext, input: QueryInput<typeof dueForErasure>) => dueForErasure(db, input),
  'retention.count': ({ db }: ReadContext, input: QueryInput<typeof countDue>) => countDue(db, input),
  'retention.erased': ({ db }: ReadContext) => countErased(db),
  'hold.list': ({ db }: ReadContext) => listHolds(db),
  'people.list': ({ db }: ReadContext) => listUsers(db),
  'people.find': ({ db }: ReadContext, input: QueryInput<typeof findUser>) => findUser(db, input),
  'keys.load': ({ db }: ReadContext) => loadKeys(db),
  'keys.usage': ({ db }: ReadContext) => keyUsage(db),
  'proposals.list': ({ db }: ReadContext) => listProposals(db),
  'proposals.find': ({ db }: ReadContext, input: QueryInput<typeof findProposal>) => findProposal(db, input),
  'disclosure.list': ({ db }: ReadContext) => listDisclosures(db),
  'disclosure.find': ({ db }: ReadContext, input: QueryInput<typeof findDisclosure>) => findDisclosure(db, input),
  'case.facts': ({ db }: ReadContext, input: QueryInput<typeof caseFacts>) => caseFacts(db, input),
  'case.stored': storedCase,
  'case.decider': ({ db }: ReadContext, input: QueryInput<typeof decider>) => decider(db, input),
  'backup.copy': ({ db }: ReadContext, input: QueryInput<typeof copyDatabase>) => copyDatabase(db, input),
  'backup.counts': ({ db }: ReadContext) => countCases(db),
  'backup.cases': ({ db }: ReadContext, input: QueryInput<typeof casesWithContent>) => casesWithContent(db, input),
  'exposure.figures': ({ db }: ReadContext, input: QueryInput<typeof exposureFigures>) => exposureFigures(db, input),
  'draft.load': ({ db }: ReadContext, input: QueryInput<typeof loadDraft>) => loadDraft(db, input),
  'case.standingDecisions': ({ db }: ReadContext, input: QueryInput<typeof standingDecisions>) =>
    standingDecisions(db, input),
  'case.skippedBy': ({ db }: ReadContext, input: QueryInput<typeof skippedBy>) => skippedBy(db, input),
  'case.record': ({ db }: ReadContext, input: QueryInput<typeof decisionRecord>) => decisionRecord(db, input),
} as const;

type QueryInput<Query extends (db: never, input: never) => unknown> = Parameters<Query>[1];

export type Operations = typeof WRITE_OPERATIONS & typeof READ_OPERATIONS;
export type OperationName = keyof Operations;
export type OperationInput<Name extends OperationName> = Input<Operations[Name]>;
export type OperationOutput<Name extends OperationName> = Output<Operations[Name]>;
export type WriteOperationName = keyof typeof WRITE_OPERATIONS;
