import type { Environment, Interruption, Owner, Plan } from '#containers/contract/environment.ts';
import { alreadyExists } from '#containers/providers/environment-faults.ts';
import { FakeFiles } from './fake-files.ts';
import type { FakeTerminal } from './fake-terminal.ts';

export interface FakeRecord {
  readonly plan: Plan;
  readonly createdAt: Date;
  readonly terminals: Map<string, FakeTerminal>;
  readonly files: FakeFiles;
  owner: Owner;
  lab: string;
  state: 'creating' | 'interrupted' | 'parked' | 'ready';
  expiresAt: Date;
  parked?: Environment['parked'];
  interrupted?: Interruption;
}

/** What Docker is to a real provider: the environments that exist, whoever made them. */
export class FakeWorld {
  readonly #records = new Map<string, FakeRecord>();
  /** Bytes that are free on the disk of this world before anybody has written. */
  diskBytes = 100 * 1024 ** 3;
  /** What environments have written, in bytes, by id. */
  readonly written = new Map<string, number>();
  /** How often somebody wanted to know that. */
  looks = 0;

  /** Fault ENVIRONMENT_CREATE when there is one with this id already; that one is left as it is. */
  add(plan: Plan, now: Date): FakeRecord {
    if (this.#records.has(plan.id)) throw alreadyExists(plan);
    const record: FakeRecord = {
      plan,
      createdAt: now,
      terminals: new Map(),
      files: new FakeFiles(),
      owner: plan.owner,
      lab: plan.spec.lab,
      state: 'creating',
      expiresAt: new Date(now.getTime() + plan.spec.leaseMs),
    };
    this.#records.set(plan.id, record);
    return record;
  }

  find(id: string): FakeRecord | undefined {
    return this.#records.get(id);
  }

  list(): readonly FakeRecord[] {
    return [...this.#records.values()];
  }

  freeBytes(): number {
    return [...this.written.values()].reduce((free, bytes) => free - bytes, this.diskBytes);
  }

  /** By environment that runs. */
  measure(): ReadonlyMap<string, number> {
    this.looks += 1;
    const running = [...this.#records].filter(([, { state }]) => state === 'ready');
    return new Map(running.map(([id]) => [id, this.written.get(id) ?? 0]));
  }

  /** What a restart of the engine does to all that runs or is aside. */
  interrupt(vault: Interruption['vault']): void {
    for (const record of this.#records.values()) {
      if (record.state === 'creating') continue;
      for (const terminal of record.terminals.values()) terminal.exit();
      record.interrupted = { shells: true, ...(vault === undefined ? {} : { vault }) };
      if (record.state === 'ready') record.state = 'interrupted';
    }
  }

  /** Ends every shell of the environment and forgets it; nothing happens when there is none. */
  remove(id: string): void {
    const record = this.#records.get(id);
    this.#records.delete(id);
    this.written.delete(id);
    for (const terminal of record?.terminals.values() ?? []) terminal.exit();
  }
}
