import { useHello, useUser } from '../app/session.ts';

/** Whether approvals wait until the person has changed the first passphrase. In a sample everybody's is public. */
export function useFirstPassphrase(): boolean {
  const isSample = useHello()?.sample === true;
  return useUser()?.initialPassphrase === true && !isSample;
}
