import { reason } from '../../common/contract/shared.ts';
import { usage } from './context.ts';

/** A reason given on the command line. @throws ProblemError USAGE when it is empty or too long */
export function givenReason(text: string): string {
  const parsed = reason.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usage('--reason needs some words, 2,000 characters at most.');
}
