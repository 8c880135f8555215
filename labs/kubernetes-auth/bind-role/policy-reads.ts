import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Verdict } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import { vaultPollMs } from '../world/auth-method.ts';
import { entryPath } from '../world/names.ts';
import { covers } from '../world/policy-paths.ts';
import { lookAtRole, type RoleFact } from '../world/role.ts';

const show = '`vault policy read myapp-read`';
const write = `\`printf 'path "secret/data/myapp/config" { capabilities = ["read"] }' | vault policy write myapp-read -\``;

export const policyReads = defineCheck<RoleFact>({
  id: 'policy-reads',
  claim: 'Policy `myapp-read` speaks of the path by which the entry is read',
  points: 2,
  watches: [],
  pollMs: vaultPollMs,
  look: lookAtRole,
  judge: ({ policyPaths, otherPolicies }) => {
    if (policyPaths === undefined) return absent(otherPolicies);
    if (policyPaths.some((pattern) => covers(pattern, entryPath))) return holds;
    return policyPaths.some((pattern) => /^\/?secret\/(?!data\/)/.test(pattern))
      ? withoutData(policyPaths)
      : otherPath(policyPaths);
  },
});

function absent(others: readonly string[]): Verdict {
  return differs('absent', {
    saw: `there is no policy \`myapp-read\`${others.length > 0 ? `; there is ${codes(others)}` : ''}`,
    wanted: 'a policy of that name',
    next: 'Write it.',
    hints: [
      '`vault policy list` shows the policies there are.',
      'A policy names paths and what may be done there. What it doesn’t name is denied.',
      write,
    ],
  });
}

function withoutData(paths: readonly string[]): Verdict {
  return differs('without-data', {
    saw: `it speaks of ${codes(paths)}; the entry is read at \`${entryPath}\``,
    wanted: 'a path with `data/` after the mount',
    next: 'Put `data/` into the path. ESO and `vault kv` add it for you; a policy is about the address that is really asked for.',
    hints: [
      `${show} shows the paths. Compare with \`vault kv get -output-curl-string -mount=secret myapp/config\`.`,
      'KV version 2 keeps values below `secret/data/` and versions below `secret/metadata/`: two things to allow or not.',
      write,
    ],
  });
}

function otherPath(paths: readonly string[]): Verdict {
  return differs('other-path', {
    saw: `it speaks of ${codes(paths, 'no path')}, which doesn’t cover \`${entryPath}\``,
    wanted: `\`path "${entryPath}"\``,
    next: 'Correct the path. It begins without a slash.',
    hints: [
      `${show} shows the paths.`,
      '`+` stands for one segment of a path, a `*` only counts at its end.',
      write,
    ],
  });
}
