const CASE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const CASE_CODE = /^([0-9A-F]{4})-?([0-9A-F]{4})$/u;

/** How somebody named a case: by its whole id, or by the short form that screens show. */
export type CaseReference =
  { readonly kind: 'id'; readonly caseId: string } | { readonly kind: 'code'; readonly code: string };

/** Reads how a case was named; null when it is neither an id nor a short form. */
export function readCaseReference(typed: string): CaseReference | null {
  const text = typed.trim();
  if (CASE_ID.test(text.toLowerCase())) return { kind: 'id', caseId: text.toLowerCase() };
  const code = CASE_CODE.exec(text.toUpperCase());
  return code === null ? null : { kind: 'code', code: `${code[1] ?? ''}-${code[2] ?? ''}` };
}
