/** Holds the sentence the live region reads out next. Repeating a sentence announces it again. */
export class Announcer {
  #message = { text: '', count: 0 };
  readonly #listeners = new Set<() => void>();

  say(text: string): void {
    this.#message = { text, count: this.#message.count + 1 };
    for (const listener of this.#listeners) listener();
  }

  readonly current = (): { readonly text: string; readonly count: number } => this.#message;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
