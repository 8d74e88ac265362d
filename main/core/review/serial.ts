/** Runs asynchronous work one after the other, in the order it was handed in. A failure does not stop what follows. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
