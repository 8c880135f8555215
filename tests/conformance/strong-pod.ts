import type { Environment } from '#containers/contract/environment.ts';
import { asLearner } from './live-kind.ts';

const name = 'strong';

/** Root in it, its account holds all that the learner holds, and it brings tools along: the most that a learner can make. */
const script = `set -e
kubectl -n lab1 create serviceaccount ${name}
kubectl create clusterrolebinding ${name} --clusterrole=kindlab:learner --serviceaccount=lab1:${name}
kubectl apply -f - <<'END'
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: lab1 }
spec:
  serviceAccountName: ${name}
  terminationGracePeriodSeconds: 0
  containers: [{ name: main, image: postgres:15, command: [sleep, infinity] }]
END
kubectl -n lab1 wait --for=condition=Ready --timeout=90s pod/${name}
for tool in busybox kubectl; do
  kubectl -n lab1 exec -i ${name} -- sh -c "cat >/usr/local/bin/$tool; chmod +x /usr/local/bin/$tool" <"$(command -v $tool)"
done
kubectl -n lab1 exec ${name} -- busybox --install -s /usr/local/bin`;

/** Runs commands in such a pod, as the learner of the environment would. */
export async function openStrongPod(environment: Environment): Promise<Environment['exec']> {
  const { exitCode, stderr } = await asLearner(environment, script);
  if (exitCode !== 0) throw new Error(`the pod did not come: ${stderr}`);
  return (request, signal) =>
    environment.exec(
      { ...request, command: ['kubectl', '-n', 'lab1', 'exec', name, '--', ...request.command] },
      signal,
    );
}
