import type { ContractTypes } from '../../../../common/contract.ts';
import { isProblemCode, PROBLEMS } from '../../../../common/errors.ts';
import { isQuarantineCode, QUARANTINE_CODES } from '../../../../common/domain/quarantine.ts';

export type QuarantineList = ContractTypes['quarantine.list']['output'];
export type QuarantineRow = QuarantineList['rows'][number];
export type Inspection = ContractTypes['quarantine.inspect']['output'];

/** Why a bundle was refused, or a problem, in words; a code newer than this window stands for itself. */
export function codeSentence(code: string): string {
  if (isQuarantineCode(code)) return QUARANTINE_CODES[code];
  return isProblemCode(code) ? PROBLEMS[code] : code;
}
