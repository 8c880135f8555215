/** Where an object lives in the Kubernetes API. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly plural: string;
  readonly name: string;
  readonly namespace?: string;
  /** A part of the object with an address of its own, such as `token` of a service account. */
  readonly subresource?: string;
}

/** A Kubernetes object as the API server sent it; parse it with zod before use. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

export interface PodLog {
  readonly namespace: string;
  readonly name: string;
  /** Absent: its only one. */
  readonly container?: string;
  readonly tailLines: number;
}

/** Reads of the learner's cluster. Every call has a deadline and throws Fault PROBE_FAILED when the API can't answer. */
export interface KubernetesProbe {
  /** `undefined`: the API answered that there is no such object (or no such kind). */
  get(ref: ObjectRef, signal: AbortSignal): Promise<KubernetesObject | undefined>;
  /** At most 500 objects; empty when the kind does not exist. */
  list(
    ref: Omit<ObjectRef, 'name'>,
    options: { readonly labelSelector?: string },
    signal: AbortSignal,
  ): Promise<readonly KubernetesObject[]>;
  /** The last lines that a pod's container has written; empty when there is no such pod, or it hasn't started. */
  logs(pod: PodLog, signal: AbortSignal): Promise<readonly string[]>;
  /** Plural names of the kinds that the API serves in this version; empty when it serves none. */
  kinds(apiVersion: string, signal: AbortSignal): Promise<readonly string[]>;
}

export interface VaultAnswer {
  readonly status: number;
  /** The parsed JSON body; `undefined` for an empty one. */
  readonly body: unknown;
}

/** Reads of the learner's Vault with the platform's token. Every answer is a value; no answer is a Fault PROBE_FAILED. */
export interface VaultProbe {
  read(path: string, signal: AbortSignal): Promise<VaultAnswer>;
  list(path: string, signal: AbortSignal): Promise<VaultAnswer>;
  /** What Vault says about somebody's token: 200 with its policies, or a refusal. Changes nothing. */
  lookupToken(token: string, signal: AbortSignal): Promise<VaultAnswer>;
  /** What a token may do on each path. Changes nothing. */
  capabilities(token: string, paths: readonly string[], signal: AbortSignal): Promise<VaultAnswer>;
}

/** A Service of the learner's cluster that speaks HTTP. */
export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

export interface ServiceRequest {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** Without a slash at its beginning; may have a query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Programs that the learner runs in the cluster, asked through the API server; no network of ours reaches them. */
export interface ServiceProbe {
  /** What the program answered, whatever status that has; `undefined`: nobody answers there. */
  ask(service: ServiceRef, request: ServiceRequest, signal: AbortSignal): Promise<ServiceAnswer | undefined>;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A PostgreSQL in the learner's cluster, found by the label of its pods. */
export interface PostgresServer {
  readonly namespace: string;
  readonly labelSelector: string;
  readonly port: number;
}

export interface PostgresQuery {
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly text: string;
  /** In place of `$1`, `$2` … */
  readonly values?: readonly string[];
}

export type PostgresAnswer =
  /** At most 100 rows. */
  | { readonly kind: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /** The server said no, by SQLSTATE: 28P01 wrong login, 3D000 no such database, 42501 not allowed. */
  | { readonly kind: 'refused'; readonly sqlState: string }
  /** None of its pods is ready, or nothing listens there. */
  | { readonly kind: 'absent' };

/** Questions to a database, each as somebody and in a read-only session of its own. No answer is a Fault PROBE_FAILED. */
export interface PostgresProbe {
  query(server: PostgresServer, query: PostgresQuery, signal: AbortSignal): Promise<PostgresAnswer>;
}

export interface ScriptRun {
  /** Bash; sees the attempt's values as `KL_…`. */
  readonly script: string;
  readonly limitMs: number;
}

export type ScriptAnswer =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  /** It went on for longer than its limit, and was ended. */
  | { readonly kind: 'stopped' };

/**
 * The learner's own workspace, with the learner's rights. Whoever owns it can make a script say anything: a last resort
 * for judging that was written as shell scripts.
 */
export interface WorkspaceProbe {
  run(run: ScriptRun, signal: AbortSignal): Promise<ScriptAnswer>;
}

/** The few writes that challenges may do. Each caller restores what it changed in `finally`. */
export interface Challenger {
  vaultWrite(path: string, body: unknown, signal: AbortSignal): Promise<VaultAnswer>;
  vaultDelete(path: string, signal: AbortSignal): Promise<VaultAnswer>;
  mergePatch(ref: ObjectRef, patch: unknown, signal: AbortSignal): Promise<KubernetesObject>;
  /** Also asks questions that the API takes as objects to create: reviews, and tokens of service accounts. */
  create(ref: ObjectRef, object: KubernetesObject, signal: AbortSignal): Promise<KubernetesObject>;
  /** An object that is gone already counts as deleted. */
  delete(ref: ObjectRef, signal: AbortSignal): Promise<void>;
}

export interface Probes {
  readonly kubernetes: KubernetesProbe;
  readonly vault: VaultProbe;
  readonly services: ServiceProbe;
  readonly postgres: PostgresProbe;
  readonly challenger: Challenger;
  /** Absent: whoever looks has only a way to the cluster and to Vault. */
  readonly workspace?: WorkspaceProbe;
  /** This attempt's own random values and names, and the addresses the learner was given. */
  readonly attempt: {
    readonly values: Readonly<Record<string, string>>;
    readonly vaultAddressInCluster: string;
  };
  /** Server time; injected so that tests need no waiting. */
  readonly now: () => Date;
}
