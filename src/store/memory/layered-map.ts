/** A map whose changes can be dropped or kept as a whole: reads outside the transaction keep seeing the lower layer. */
export class LayeredMap<V> {
  readonly #committed = new Map<string, V>();
  #pending = new Map<string, V | null>();

  /** As committed. */
  get committed(): ReadonlyMap<string, V> {
    return this.#committed;
  }

  /** As the open transaction sees it. */
  get(key: string): V | undefined {
    const pending = this.#pending.get(key);
    return pending === undefined ? this.#committed.get(key) : (pending ?? undefined);
  }

  set(key: string, value: V): void {
    this.#pending.set(key, value);
  }

  delete(key: string): void {
    this.#pending.set(key, null);
  }

  *values(): Iterable<V> {
    for (const [key, value] of this.#committed) if (!this.#pending.has(key)) yield value;
    for (const value of this.#pending.values()) if (value !== null) yield value;
  }

  commit(): void {
    for (const [key, value] of this.#pending) {
      if (value === null) this.#committed.delete(key);
      else this.#committed.set(key, value);
    }
    this.#pending.clear();
  }

  rollback(): void {
    this.#pending.clear();
  }
}
