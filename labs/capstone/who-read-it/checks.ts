import { z } from 'zod';
import { defineCheck, type Check } from '#checkers/define-check.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { digest } from '#checkers/digest.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { code } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';

interface AnswerFact {
  /** Absent: there is no answer. Digests: an account's name is the solution. */
  readonly who?: string;
  readonly reader: string;
  readonly others: readonly string[];
}

const answer = z.object({ data: z.record(z.string(), z.string()).default({}) });
const ref = { apiVersion: 'v1', plural: 'configmaps', namespace: names.namespace, name: names.answer };
const wanted =
  'the account behind the first read of the card key at or after the time in ConfigMap `incident`';
const hints: Hints = [
  'The audit log lies at `/vault/audit/audit.log`, one JSON object a line; `kubectl get configmap incident -n shop -o yaml` says which path and when.',
  'Take lines with `.type == "response"`, `.request.operation == "read"` and the path; `.time` is when, `.auth.display_name` who.',
  '`grep -F \'"path":"secret/data/shop/card-key"\' /vault/audit/audit.log | jq -r \'select(.type == "response") | [.time, .request.operation, .auth.display_name] | @tsv\'`',
];

const readerNamed = defineCheck<AnswerFact>({
  id: 'reader-named',
  claim: 'ConfigMap `incident-answer` names who read the card key',
  points: 3,
  watches: [{ apiVersion: 'v1', plural: 'configmaps', namespace: names.namespace }],
  look: async ({ kubernetes, attempt }, signal) => {
    const object = await kubernetes.get(ref, signal);
    const reader = digest(attempt.values['hidden_reader'] ?? '');
    const others = (attempt.values['hidden_others'] ?? '').split(' ').map(digest);
    const who = object === undefined ? undefined : parseObject(answer, object).data['who'];
    return who === undefined
      ? { reader, others }
      : { who: digest(who.trim().replace(/^userpass-/, '')), reader, others };
  },
  judge: ({ who, reader, others }) => {
    if (who === reader) return holds;
    if (who === undefined) {
      const saw = 'there is no ConfigMap `incident-answer` with a key `who` in `shop`';
      return differs('no-answer', { saw, wanted, next: 'Find the account, then write it down.', hints });
    }
    if (others.includes(who)) {
      const next = 'Compare path, operation and time of that line once more.';
      return differs('other-reader', {
        saw: 'that account exists, and didn’t read the card key at that time',
        wanted,
        next,
        hints,
      });
    }
    return differs('unknown-account', {
      saw: `no account of that name logged in that night; names look like ${code('svc-<service>-<four digits>')}`,
      wanted,
      next: 'Take the name from the log as it stands there.',
      hints,
    });
  },
});

export const checks: readonly Check[] = [readerNamed];
