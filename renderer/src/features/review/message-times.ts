/**
 * Whether times of day alone would mislead: the messages were written on more than one day, or not today.
 * @param sentAt ISO times of the messages
 * @param now Unix milliseconds
 */
export function needDates(sentAt: readonly string[], now: number): boolean {
  const today = new Date(now).toDateString();
  return sentAt.some((time) => new Date(time).toDateString() !== today);
}
