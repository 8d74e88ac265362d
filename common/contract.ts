import type { z } from 'zod';
import { backupProcedures } from './contract/backup.ts';
import { disclosureProcedures } from './contract/disclosure.ts';
import { exposureProcedures } from './contract/exposure.ts';
import { keyProcedures } from './contract/keys.ts';
import { logProcedures, type logFilters } from './contract/log.ts';
import { peopleProcedures } from './contract/people.ts';
import { quarantineProcedures } from './contract/quarantine.ts';
import { retentionProcedures } from './contract/retention.ts';
import { reviewProcedures } from './contract/review.ts';
import { sessionProcedures } from './contract/session.ts';
import type { Procedure } from './contract/shared.ts';

export type { Procedure } from './contract/shared.ts';

/**
 * The one contract between windows and the core. Who may call what stands in `access.ts`.
 */
export const contract = {
  ...sessionProcedures,
  ...reviewProcedures,
  ...quarantineProcedures,
  ...logProcedures,
  ...peopleProcedures,
  ...keyProcedures,
  ...disclosureProcedures,
  ...retentionProcedures,
  ...exposureProcedures,
  ...backupProcedures,
} as const satisfies Record<string, Procedure>;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type Input<Name extends MethodName> = z.input<Contract[Name]['input']>;
export type Output<Name extends MethodName> = z.output<Contract[Name]['output']>;

/** The contract as plain types, for the typed client; importing it does not pull zod into a bundle. */
export type ContractTypes = { [Name in MethodName]: { input: Input<Name>; output: Output<Name> } };

/** The core's side of the contract. `Session` names the window that calls. */
export interface Session {
  readonly id: string;
}
export type Handlers = {
  [Name in MethodName]: (
    input: z.output<Contract[Name]['input']>,
    session: Session,
  ) => Promise<z.input<Contract[Name]['output']>>;
};

export type LogFilters = z.output<typeof logFilters>;
