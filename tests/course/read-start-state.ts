import type { Environment } from '#containers/contract/environment.ts';

/** What a lesson may leave behind nowhere, apart from what lies in its own namespaces. */
const script = `set -euo pipefail
kubectl get namespaces,customresourcedefinitions,clusterroles,clusterrolebindings -o name
kubectl get clustersecretstores,clusterexternalsecrets,clustergenerators,clusterpushsecrets -o name
kubectl get all,secrets,configmaps,serviceaccounts,roles,rolebindings,secretstores,externalsecrets,pushsecrets -n default -o name
kubectl get secretstores,externalsecrets,pushsecrets,roles,rolebindings -n external-secrets -o name
vault secrets list -format=json | jq -r 'to_entries[] | "engine \\(.key) \\(.value.type)"'
vault auth list -format=json | jq -r 'keys[] | "auth " + .'
vault policy list | sed 's/^/policy /'
vault list -format=json secret/metadata/ | jq -r '.[]? | "entry " + .' || true
`;

/** Names of everything in the cluster and in Vault that outlives a lesson, sorted. */
export async function readStartState(
  environment: Environment,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await environment.exec(
    { command: ['bash', '-c', script], timeoutMs: 60_000 },
    signal,
  );
  if (exitCode !== 0) throw new Error(`The state of the environment could not be read: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}
