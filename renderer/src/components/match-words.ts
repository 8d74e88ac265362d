/** Whether every word typed stands somewhere in the text: `har ins` finds "Harassment, targeted insults". */
export function matchesWords(text: string, typed: string): boolean {
  const haystack = text.toLocaleLowerCase('en');
  return typed
    .toLocaleLowerCase('en')
    .split(/[\s,]+/u)
    .every((word) => haystack.includes(word));
}
