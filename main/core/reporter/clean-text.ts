/** Marks that steer writing direction; exports put them around names, dates and notices. */
const MARKS = '\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff';
const ANY_MARK = new RegExp(`[${MARKS}]`, 'gu');
const LEADING_MARKS = new RegExp(`^[${MARKS}]+`, 'u');
const OUTER_MARKS = new RegExp(`^[${MARKS}\\s]+|[${MARKS}\\s]+$`, 'gu');
const SPACE_OR_MARK = new RegExp(`[\\s${MARKS}]`, 'u');
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

export function startsWithMark(text: string): boolean {
  return LEADING_MARKS.test(text);
}

export function hasMark(text: string): boolean {
  return withoutMarks(text) !== text;
}

export function withoutLeadingMarks(text: string): string {
  return text.replace(LEADING_MARKS, '');
}

/**
 * Without direction marks and white space at the end. Walks from the end, because a regular expression anchored there
 * takes quadratic time on long runs of spaces.
 */
export function withoutTrailingSpace(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE_OR_MARK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Without direction marks anywhere, for comparing with known phrases. */
export function withoutMarks(text: string): string {
  return text.replace(ANY_MARK, '');
}

/** A person's name as shown: without direction marks, outer space and the tilde that marks people not in the contacts. */
export function cleanName(raw: string): string {
  const name = raw.replace(OUTER_MARKS, '').replace(/^~\s*/u, '').replace(OUTER_MARKS, '').normalize('NFC');
  return withoutMarks(name) === '' ? raw.trim() : withoutMarks(name);
}

/** Control characters have no place in a bundle and no meaning in a message; each becomes U+FFFD. */
export function controlsReplaced(text: string): string {
  return text.toWellFormed().replace(CONTROL, '\ufffd');
}
