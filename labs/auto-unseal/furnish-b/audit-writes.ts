import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { codes } from '#checkers/presentable.ts';
import type { Probes } from '#checkers/probes/probes.ts';
import { probePrefix } from '../../shared/sync-place.ts';
import { waitUntil } from '../../static-sync/world/wait-until.ts';
import { lookAtFurniture } from '../world/furniture.ts';
import { names } from '../world/names.ts';
import { asAdmin } from '../world/vault-b.ts';

interface AuditFact {
  readonly devices: readonly string[];
  /** The request that was just made stands in the log, with the name of who made it. */
  readonly recorded: boolean;
  readonly named: boolean;
}

const appearMs = 10_000;
const hints: Hints = [
  '`kubectl logs -n lab2 vault-b-0 --tail=3` shows the last lines: one in JSON for each request and each answer.',
  'OpenBao refuses `audit enable`: its devices stand in the configuration, as `audit "file" "stdout" { options { file_path = "stdout" } }`.',
  'Add the stanza to `vault.hcl` in ConfigMap `vault-b`, `kubectl apply` it, and `kubectl delete pod vault-b-0 -n lab2`: after the restart B has it.',
];

export const auditWrites = defineCheck<AuditFact>({
  id: 'audit-writes',
  claim: 'Whatever B is asked stands in its audit log, with the name of who asked',
  points: 2,
  needs: ['admin-logs-in'],
  challenge: true,
  doing: 'a request to B to appear in the log of its pod',
  deadlineMs: 40_000,
  watches: [],
  look: askAndRead,
  judge: ({ devices, recorded, named }) => {
    const wanted = 'an audit device that writes to the log of the pod';
    if (devices.length === 0) {
      return differs('no-device', {
        saw: 'B has no audit device',
        wanted,
        next: 'Declare one in B’s configuration.',
        hints,
      });
    }
    if (recorded && named) return holds;
    return differs('not-recorded', {
      saw: `B has ${codes(devices)}, and a request that was just made isn’t in the log of its pod`,
      wanted,
      next: 'Let the device write to `stdout`. A file in the container is gone with the container.',
      hints,
    });
  },
});

const line = z.object({
  type: z.literal('request'),
  request: z.object({ path: z.string() }),
  auth: z.object({ display_name: z.string().default('') }).prefault({}),
});

async function askAndRead(probes: Probes, signal: AbortSignal): Promise<AuditFact> {
  const furniture = await lookAtFurniture(probes, signal);
  const devices = furniture.state === 'inside' ? (furniture.audit ?? []) : [];
  const path = `secret/data/${probePrefix}${randomBytes(6).toString('hex')}`;
  await asAdmin(probes, signal, (ask) => ask({ method: 'GET', path: `v1/${path}` }, signal));
  const found = await waitUntil(appearMs, signal, async () => {
    const lines = await probes.kubernetes.logs(
      { namespace: names.namespace, name: names.pod, tailLines: 200 },
      signal,
    );
    return lines.flatMap(parseLine).find(({ request }) => request.path === path);
  });
  const who = found?.value.auth.display_name ?? '';
  return { devices, recorded: found !== undefined, named: who.endsWith(names.admin) };
}

function parseLine(text: string): readonly z.infer<typeof line>[] {
  // The server's own lines stand between those of the audit device.
  if (!text.startsWith('{')) return [];
  const read = line.safeParse(JSON.parse(text));
  return read.success ? [read.data] : [];
}
