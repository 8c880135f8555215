import type { Step } from './bundle.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

/** What a lab needs before the learner starts. */
export interface EnvironmentSpec {
  readonly lab: string;
  /** `bare`: cluster without ESO; `eso`: ESO already installed by its Helm chart. */
  readonly startState: 'bare' | 'eso';
  /** What of ESO runs; absent: all that its chart installs. `controller`: what brings secrets, and nothing that only checks manifests. */
  readonly externalSecrets?: 'controller';
  /** Namespaces that exist when the learner arrives. */
  readonly namespaces: readonly string[];
  /** Whether it may reach anything beyond this machine; absent: what this machine reaches. Fixed when it is made. */
  readonly egress?: 'denied';
  /** Nobody waits for it yet: while it is made, whoever works goes first, where the provider can tell the kernel so. */
  readonly patient?: true;
  /** Lease in milliseconds from creation. */
  readonly leaseMs: number;
  readonly limits: {
    readonly nodeMemoryMiB: number;
    readonly workspaceMemoryMiB: number;
    readonly vaultMemoryMiB: number;
    readonly workspacePids: number;
  };
}

export interface Owner {
  readonly learner: string;
  readonly attempt: string;
}

/** Whose an environment is, for which lab, and until when. */
export interface Tenancy {
  readonly owner: Owner;
  readonly lab: string;
  readonly expiresAt: Date;
}

/** Why an environment was put aside that had filled the disk. */
export interface FullDisk {
  /** What it took. */
  readonly usedMiB: number;
  /** What it may take; absent: it was the machine's disk that had become full. */
  readonly limitMiB?: number;
}

export interface Parking {
  readonly depth: 'paused' | 'stopped';
  readonly expiresAt: Date;
  /** Everything in it stands still before anything else is done; what ran in it ends before it comes back. */
  readonly full?: FullDisk;
}

/** The disk that environments share. */
export interface SharedDisk {
  /** Bytes that are free there; `undefined` where that can't be told. Costs nothing. */
  free(): Promise<number | undefined>;
  /** What each environment that runs takes, in bytes, by id; what could not be measured is left out. */
  measure(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

/** What was lost when parts of an environment were ended from outside, as a restart of the engine does. */
export interface Interruption {
  /** What ran in its shells has ended. Files are kept. */
  readonly shells: boolean;
  /** As of when Vault's contents come back; `empty`: nothing of them was kept. Absent: they are as they were. */
  readonly vault?: Date | 'empty';
}

/** Something that keeps a provider from working here, and what would mend it. */
export interface Obstacle {
  readonly code: string;
  readonly what: string;
  readonly fix: string;
}

/** Names, labels, images and limits of an environment that is about to be made. Pure data, snapshot-tested. */
export interface Plan {
  readonly id: string;
  readonly owner: Owner;
  readonly spec: EnvironmentSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly clusterName: string;
  readonly networkName: string;
  readonly images: { readonly node: string; readonly vault: string; readonly workspace: string };
}

/** All steps of one creation, sent whole at every change. The first message names every step. */
export interface CreateProgress {
  readonly steps: readonly Step[];
  readonly etaMs: number;
  /** How long it stood there because there was no room for it: no part of making it. */
  readonly waitedMs?: number;
}

/** Credentials of the platform's own, for checkers. Never given to the learner or a page. */
export interface EnvironmentAccess {
  readonly kubernetes: {
    /** Reachable from the server process, e.g. https://127.0.0.1:41234 */
    readonly server: string;
    /** PEM */
    readonly ca: string;
    /** PEM */
    readonly clientCertificate: string;
    /** PEM */
    readonly clientKey: string;
  };
  readonly vault: {
    /** Reachable from the server process. */
    readonly address: string;
    readonly token: string;
    /** How pods reach the same Vault. */
    readonly addressInCluster: string;
  };
}

export interface ShellRequest {
  /** Terminal tab; the same tab is the same tmux session. `[a-z0-9-]{1,32}` */
  readonly tab: string;
  readonly cols: number;
  readonly rows: number;
}

/** A PTY in the workspace. The shell itself belongs to tmux and outlives this object. */
export interface Shell {
  /** Raw PTY bytes, in order. Called synchronously per chunk. */
  onData(listener: (chunk: Uint8Array) => void): void;
  /** Called once when the PTY is gone: the learner's shell ended (`exited`), or only our line to it (`detached`). */
  onClose(listener: (reason: 'exited' | 'detached') => void): void;
  write(data: Uint8Array): void;
  resize(cols: number, rows: number): Promise<void>;
  /** Flow control: stop and go on reading from the PTY. */
  pause(): void;
  resume(): void;
  /** Drops our line; tmux and the shell live on. Idempotent. */
  detach(): Promise<void>;
}

export interface ExecRequest {
  readonly command: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface ExecResult {
  readonly exitCode: number;
  /** stdout and stderr, each cut at 1 MiB. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface Environment {
  readonly id: string;
  readonly owner: Owner;
  readonly lab: string;
  /**
   * `creating`: its creator works on it. `abandoned`: it was never ready, and its creator is gone, so it never will be.
   * `broken`: it was ready, and a part of it is missing.
   * `parked`: put aside by `park`; nothing in it runs, and everything in it waits for `unpark`.
   * `interrupted`: it was ready, all of it is there, and a part was ended from outside; it waits for `unpark`, too.
   */
  readonly state: 'abandoned' | 'broken' | 'creating' | 'interrupted' | 'parked' | 'ready';
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Since when it is put aside, and how deep; absent unless it is parked. */
  readonly parked?: {
    readonly since: Date;
    readonly depth: Parking['depth'];
    readonly full?: FullDisk;
  };
  /** What `unpark` cannot bring back as it was; absent: all of it comes back. */
  readonly interrupted?: Interruption;
  /** What lies in the learner's home folder. */
  readonly files: WorkspaceFiles;
  access(signal: AbortSignal): Promise<EnvironmentAccess>;
  openShell(request: ShellRequest, signal: AbortSignal): Promise<Shell>;
  /** Ends one tab's shell for good: the learner said so. */
  endShell(tab: string, signal: AbortSignal): Promise<void>;
  /** Runs a command in the workspace as the learner (solution scripts, resets). */
  exec(request: ExecRequest, signal: AbortSignal): Promise<ExecResult>;
  /**
   * A kubeconfig with a new certificate of the learner's, for outside of the workspace. Its server is an address of the
   * machine that the environment runs on, and of no other.
   */
  kubeconfig(signal: AbortSignal): Promise<string>;
  /** All that Vault's audit log says by now, from where no learner can get in between. */
  auditLog(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** Makes, finds and ends environments. Passes `tests/conformance/provider.ts`. */
export interface EnvironmentProvider {
  readonly kind: string;
  /** Empty: can run here. */
  preflight(signal: AbortSignal): Promise<readonly Obstacle[]>;
  plan(spec: EnvironmentSpec, owner: Owner): Plan;
  /** Yields progress, then returns the ready environment. On failure or abort it leaves nothing behind. */
  create(plan: Plan, signal: AbortSignal): AsyncGenerator<CreateProgress, Environment, void>;
  /** From labels alone, also after a restart of this process. */
  find(owner: Owner, signal: AbortSignal): Promise<Environment | undefined>;
  list(signal: AbortSignal): Promise<readonly Environment[]>;
  extendLease(id: string, expiresAt: Date, signal: AbortSignal): Promise<void>;
  /**
   * Leases a ready environment to another owner, for a lab of the same shape (see `sessions/pool.ts`). From then on it
   * is found as theirs, also after a restart. Fault ENVIRONMENT_MISSING when it is not there, or not ready.
   */
  claim(id: string, tenancy: Tenancy, signal: AbortSignal): Promise<Environment>;
  /**
   * Puts an environment aside until `expiresAt`. `paused`: it keeps its memory and takes no processor; `stopped`: its
   * cluster gives its memory back as well. Either way files, shells, Vault's contents and the cluster's objects stay.
   * Goes from `paused` to `stopped`, too. Fault ENVIRONMENT_MISSING when it is not there.
   */
  park(id: string, parking: Parking, signal: AbortSignal): Promise<Environment>;
  /**
   * Writes down of a ready environment what would be lost if it were ended from outside. Absent: nothing would. What was
   * written down goes with the environment. Fault ENVIRONMENT_MISSING when it is not there, or not ready.
   */
  keep?(id: string, signal: AbortSignal): Promise<void>;
  /**
   * Brings a parked or interrupted environment back, as it was, with a lease until `expiresAt`; may be called again after it failed
   * or was cut short. Fault ENVIRONMENT_MISSING when it is not there, ENVIRONMENT_BROKEN when it does not come back.
   */
  unpark(id: string, expiresAt: Date, signal: AbortSignal): Promise<Environment>;
  /** Absent: whoever runs the cluster bounds what each may write. */
  readonly disk?: SharedDisk;
  /** Sees to it that limits hold for what was started again since the last time. Absent: they do by themselves. */
  uphold?(signal: AbortSignal): Promise<void>;
  /** Idempotent: an unknown id is already destroyed. Removes containers, network and volumes. */
  destroy(id: string, signal: AbortSignal): Promise<void>;
}
