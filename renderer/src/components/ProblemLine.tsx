import type { Problem } from '../../../common/errors.ts';

/** What was refused and why, in a sentence with its code. */
export function ProblemLine({ problem }: { readonly problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <p className="missing" role="alert">
      {problem.message} <code>{problem.code}</code>
    </p>
  );
}
