import { differs, type Difference, type Verdict } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';

const log = '`kubectl logs -n lab2 vault-b-0 --tail=20`';
const status = '`VAULT_ADDR=$B_ADDR vault status`';
const anew =
  '`kubectl scale statefulset vault-b -n lab2 --replicas=0 && kubectl wait --for=delete pod/vault-b-0 -n lab2 && kubectl delete pvc data-vault-b-0 -n lab2`, correct the ConfigMap, `kubectl scale statefulset vault-b -n lab2 --replicas=1`';
const restart = '`kubectl apply -f vault-b.yaml` and then `kubectl delete pod vault-b-0 -n lab2`';

/** The usual reasons why B ends as soon as it starts. */
export type Complaint = 'a-denies' | 'a-unreachable' | 'bad-config' | 'no-key' | 'none';

/** Read from the log of B: nothing else says why a process ended. */
export function complaintOf(lines: readonly string[]): Complaint {
  const text = lines.join('\n');
  if (/permission denied|Code: 403/.test(text) && /transit|seal/i.test(text)) return 'a-denies';
  if (/connection refused|no such host|i\/o timeout|server misbehaving/.test(text)) return 'a-unreachable';
  if (/encryption key not found|Code: 404|no handler for route/.test(text)) return 'no-key';
  return /error loading configuration|error parsing|At \d+:\d+/.test(text) ? 'bad-config' : 'none';
}

const running = 'a running B that answers at `vault-b.lab2.svc:8200`';

export const complaints: Readonly<Record<Exclude<Complaint, 'none'>, Difference>> = {
  'a-denies': {
    saw: 'B can’t start: A answers its seal with “permission denied”',
    wanted: running,
    next: 'Compare the token, its policy and the names in the `seal` stanza: mount and key have to be those of the policy.',
    hints: [
      `${log} ends with what A said.`,
      'A 403 comes from A: the token in `vault-b-seal` may not use the path `<mount_path>/encrypt/<key_name>`.',
      `Correct \`mount_path\` and \`key_name\` in the ConfigMap, ${restart}`,
    ],
  },
  'a-unreachable': {
    saw: 'B can’t start: it doesn’t reach A at the `address` of its seal',
    wanted: running,
    next: 'Give the address by which pods reach A: `http://vault.vault.svc:8200`.',
    hints: [
      `${log} ends with the address that was tried.`,
      'For B, `127.0.0.1` is B’s own pod, and `vault.lab2.svc` would be a Service in B’s own namespace.',
      `Set \`address = "http://vault.vault.svc:8200"\` in the \`seal\` stanza, ${restart}`,
    ],
  },
  'no-key': {
    saw: 'B can’t start: A has no such key or engine',
    wanted: running,
    next: 'Compare `mount_path` and `key_name` with what A has.',
    hints: [
      `${log} ends with what A said.`,
      '`vault list transit/keys` on A shows the keys.',
      `Correct the \`seal\` stanza, ${restart}`,
    ],
  },
  'bad-config': {
    saw: 'B can’t start: it doesn’t understand its configuration',
    wanted: running,
    next: 'Correct the line that its log names.',
    hints: [
      `${log} names line and column.`,
      'In HCL a block is `name "label" { key = "value" }`; every value needs a key.',
      `Correct \`vault.hcl\` in the ConfigMap, ${restart}`,
    ],
  },
};

export const notStarted: Verdict = differs('not-started', {
  saw: 'there is no pod `vault-b-0`: the StatefulSet wants 0',
  wanted: running,
  next: 'Give B its configuration in ConfigMap `vault-b`, and scale the StatefulSet to 1.',
  hints: [
    '`kubectl get statefulsets,pods -n lab2` shows what is wanted and what is there.',
    'The StatefulSet mounts ConfigMap `vault-b` at `/vault/config` and expects `vault.hcl` in it.',
    '`kubectl scale statefulset vault-b -n lab2 --replicas=1`',
  ],
});

export function silent(waiting: string): Difference {
  return {
    saw: `B doesn’t answer${waiting === '' ? '' : `: its container is ${code(waiting)}`}`,
    wanted: running,
    next: 'Read its events and its log.',
    hints: [
      '`kubectl describe pod vault-b-0 -n lab2` ends with events; a missing ConfigMap or Secret shows there.',
      `${log}: does the listener say \`0.0.0.0:8200\`? At \`127.0.0.1\` nobody outside of the pod reaches it.`,
      `Correct what they name, ${restart}`,
    ],
  };
}

export function otherStorage(storage: string): Verdict {
  return differs('other-storage', {
    saw: `\`storage_type\` is ${code(storage)}${storage === 'inmem' ? ': what would survive a restart?' : ''}`,
    wanted: '`raft`, with its path on the volume at `/vault/data`',
    next: 'Change the `storage` stanza, and start with an empty volume.',
    hints: [
      `${status} has a line Storage Type.`,
      'A server in development mode keeps everything in memory. OpenBao’s own storage is `raft`; it also replicates to further servers.',
      anew,
    ],
  });
}

export function otherSeal(type: string): Verdict {
  return differs('other-seal', {
    saw:
      type === 'shamir'
        ? 'the seal is `shamir`: somebody has to bring key shares after every restart'
        : `the seal is ${code(type)}`,
    wanted: '`transit`',
    next: 'The `seal` stanza is missing, or wasn’t there when B first started.',
    hints: [
      `${status} has a line Seal Type.`,
      'A script that feeds key shares is no auto-unseal: it keeps the keys beside the lock. The stanza `seal "transit"` leaves the key in A.',
      anew,
    ],
  });
}

export const notInitialized: Verdict = differs('not-initialized', {
  saw: 'B runs, and has never been initialised',
  wanted: 'an initialised B',
  next: 'Initialise it once, and keep what it answers.',
  hints: [
    `${status} says \`Initialized  false\`.`,
    'With a seal like this, `operator init` gives recovery keys in place of unseal keys: `-recovery-shares`, `-recovery-threshold`.',
    '`VAULT_ADDR=$B_ADDR vault operator init -recovery-shares=1 -recovery-threshold=1 -format=json > ~/vault-b-init.json`',
  ],
});

export const sealed: Verdict = differs('sealed', {
  saw: 'B is sealed',
  wanted: 'unsealed, without anybody’s help',
  next: 'B couldn’t use the key in A, or somebody sealed it by hand. Restart it, and read its log.',
  hints: [
    `${log}: what did A say when B asked it to decrypt?`,
    'Sealed by hand, it opens at the next restart, or with the recovery keys: they say that you may, and A still decrypts. Without A they open nothing.',
    '`vault token lookup "$(kubectl get secret vault-b-seal -n lab2 -o jsonpath=\'{.data.token}\' | base64 -d)"` on A; if it is known, `kubectl delete pod vault-b-0 -n lab2`',
  ],
});
