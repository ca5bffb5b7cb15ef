interface Effect {
  readonly key: string;
  readonly item: string;
  readonly result: string;
}

/** A provider like Stripe: the first call with a key has an effect, and later ones get the stored result. */
export class FakeProvider {
  readonly effects: Effect[] = [];
  /** Every call, by its key. */
  readonly calls: string[] = [];
  private readonly results = new Map<string, Effect>();

  call = (step: string, key: string, item: string): Promise<string> => {
    this.calls.push(key);
    const known = this.results.get(key);
    if (known !== undefined && known.item !== item)
      return Promise.reject(new Error(`the key ${key} came with another body`));
    const effect = known ?? { key, item, result: `${step} ${this.effects.length + 1}` };
    if (known === undefined) {
      this.effects.push(effect);
      this.results.set(key, effect);
    }
    return Promise.resolve(effect.result);
  };

  /** The steps of an operation that had effects, whatever the operation ID. */
  steps(item: string): string[] {
    return this.effects
      .filter((effect) => effect.item === item)
      .map(({ result }) => result.split(' ')[0] ?? '');
  }
}
