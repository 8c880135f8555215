import type { KindName } from '#site/protocol/schemas.ts';
import type { CheckTarget } from '../checks/check-runner.ts';

/** Where the schemas of an environment's kinds come from. The real one is its API server. */
export interface SchemaSource {
  /** The kinds that can be made there. */
  kinds(target: CheckTarget, signal: AbortSignal): Promise<readonly KindName[]>;
  /** Address of the document for each `api/v1` or `apis/<group>/<version>`; another address means another content. */
  index(target: CheckTarget, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** The OpenAPI v3 document at an address of the index. */
  document(target: CheckTarget, address: string, signal: AbortSignal): Promise<unknown>;
}
