import type { Probes } from './probes/probes.ts';

/**
 * Probes that read each thing once: all checks of a round judge the same state of the world, and ten checks that
 * look at one object cost one request. Reads are cancelled by the round's signal, not by a single look's.
 */
export function readOnce(probes: Probes, round: AbortSignal): Probes {
  const once = <Input extends readonly unknown[], T>(read: (...input: Input) => Promise<T>) => {
    const known = new Map<string, Promise<T>>();
    return (...input: Input): Promise<T> => {
      const key = JSON.stringify(input);
      const answer = known.get(key) ?? read(...input);
      known.set(key, answer);
      return answer;
    };
  };
  const { kubernetes, vault } = probes;
  const get = once((ref: Parameters<typeof kubernetes.get>[0]) => kubernetes.get(ref, round));
  const list = once(
    (ref: Parameters<typeof kubernetes.list>[0], options: Parameters<typeof kubernetes.list>[1]) =>
      kubernetes.list(ref, options, round),
  );
  const logs = once((pod: Parameters<typeof kubernetes.logs>[0]) => kubernetes.logs(pod, round));
  const kinds = once((apiVersion: string) => kubernetes.kinds(apiVersion, round));
  const read = once((path: string) => vault.read(path, round));
  const listPath = once((path: string) => vault.list(path, round));
  const lookupToken = once((token: string) => vault.lookupToken(token, round));
  const capabilities = once((token: string, paths: readonly string[]) =>
    vault.capabilities(token, paths, round),
  );
  return {
    ...probes,
    kubernetes: {
      get: (ref) => get(ref),
      list: (ref, options) => list(ref, options),
      logs: (pod) => logs(pod),
      kinds: (apiVersion) => kinds(apiVersion),
    },
    vault: {
      read: (path) => read(path),
      list: (path) => listPath(path),
      lookupToken: (token) => lookupToken(token),
      capabilities: (token, paths) => capabilities(token, paths),
    },
  };
}
