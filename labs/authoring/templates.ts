/** What `new:lab`, `new:exercise` and `new:check` write: small, working, and meant to be changed. */
export interface Names {
  readonly lab: string;
  readonly exercise: string;
  readonly check: string;
}

/** Where a page finds the components of a lab. */
const pageParts = '#site/components';

export const labYaml = ({ lab, exercise }: Pick<Names, 'exercise' | 'lab'>): string => `format: 1
title: ${titleOf(lab)}
story: >-
  Somebody wants something of the learner, for a reason. Say who, what and why in two sentences.
environment:
  startState: bare
  namespaces: [${lab}]
  leaseMinutes: 60
  limits:
    nodeMemoryMiB: 2048
    workspaceMemoryMiB: 512
    vaultMemoryMiB: 256
    workspacePids: 256
budget:
  memoryMiB: 1000
  startSeconds: 40
  minutes: 30
exercises:
  - ${exercise}
`;

export const valuesTs = `import { randomBytes } from 'node:crypto';

/** Fresh values for one attempt; a page shows {{colour}}, scripts see $KL_COLOUR. */
export function newValues(): Readonly<Record<string, string>> {
  return { colour: \`blue-\${randomBytes(3).toString('hex')}\` };
}
`;

export const exerciseYaml = ({ lab, exercise }: Names): string => `format: 1
title: ${titleOf(exercise)}
goal: ConfigMap ${exercise} in namespace ${lab} has the colour that you were given.
minutes: 3
bonus: false
`;

export const checksTs = ({ check }: Names): string => `import type { Check } from '#checkers/define-check.ts';
import { ${variableOf(check)} } from './${check}.ts';

export const checks: readonly Check[] = [${variableOf(check)}];
`;

export const checkTs = ({ lab, exercise, check }: Names): string => `import { z } from 'zod';
import { defineCheck } from '#checkers/define-check.ts';
import { digest } from '#checkers/digest.ts';
import { parseObject } from '#checkers/objects/parse-object.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';

interface ColourFact {
  /** Absent: there is no such ConfigMap, or no such key. */
  readonly colour?: string;
  readonly wanted: string;
}

const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });
const ref = { apiVersion: 'v1', plural: 'configmaps', namespace: '${lab}', name: '${exercise}' };
const wanted = 'the key \`colour\` with the value on the page';
const hints: Hints = [
  '\`kubectl get configmaps -n ${lab}\` shows what is there.',
  'The ConfigMap is named \`${exercise}\`, its key \`colour\`.',
  '\`kubectl create configmap ${exercise} -n ${lab} --from-literal=colour=…\`',
];

export const ${variableOf(check)} = defineCheck<ColourFact>({
  id: '${check}',
  claim: 'ConfigMap \`${exercise}\` has the colour that you were given (${check})',
  points: 1,
  watches: [{ apiVersion: 'v1', plural: 'configmaps', namespace: '${lab}' }],
  look: async ({ kubernetes, attempt }, signal) => {
    const object = await kubernetes.get(ref, signal);
    const colour = object === undefined ? undefined : parseObject(configMap, object).data['colour'];
    const given = digest(attempt.values['colour'] ?? '');
    return colour === undefined ? { wanted: given } : { colour: digest(colour), wanted: given };
  },
  judge: (fact) => {
    if (fact.colour === fact.wanted) return holds;
    if (fact.colour === undefined) {
      const saw = 'there is no ConfigMap \`${exercise}\` with a key \`colour\` in \`${lab}\`';
      return differs('absent', { saw, wanted, next: 'Make it.', hints });
    }
    const saw = 'its colour is another one than yours';
    return differs('other-colour', { saw, wanted, next: 'Copy the value from the page.', hints });
  },
});
`;

export const solutionSh = ({ lab, exercise }: Names): string => `#!/usr/bin/env bash
set -euo pipefail

kubectl create configmap ${exercise} --namespace ${lab} --from-literal=colour="$KL_COLOUR" \\
  --dry-run=client --output yaml | kubectl apply --filename -
`;

export const resetSh = ({ lab, exercise }: Names): string => `#!/usr/bin/env bash
# Takes the lab back to the start of this exercise, from wherever it is.
set -euo pipefail

kubectl delete configmap ${exercise} --namespace ${lab} --ignore-not-found
`;

export const mistakeSh = ({ lab, exercise, check }: Names): string => `#!/usr/bin/env bash
# Takes a colour of their own.
# expect: ${check} /another one than yours/
set -euo pipefail

kubectl create configmap ${exercise} --namespace ${lab} --from-literal=colour=red
`;

export const exerciseMdx = ({ lab, exercise }: Names, number: number): string => `
<Exercise
  id="${exercise}"
  number={${String(number)}}
  title="${titleOf(exercise)}"
  minutes={3}
  goal="ConfigMap ${exercise} in namespace ${lab} has the colour that you were given."
>

A **ConfigMap** holds settings that are no secret. Say why the learner needs this one, then how to make it:

\`\`\`bash run
kubectl create configmap ${exercise} -n ${lab} --from-literal=colour='{{colour}}'
\`\`\`

</Exercise>
`;

export const labMdx = (names: Names): string => `---
title: ${titleOf(names.lab)}
description: What the learner can do after this lab, in one sentence.
template: splash
lab: ${names.lab}
sidebar:
  label: ${titleOf(names.lab)}
  order: 99
---

import Exercise from '${pageParts}/Exercise.astro';

Tell the situation, and introduce every term before you use it.
${exerciseMdx(names, 1)}`;

/** \`connect-store\` → \`Connect store\`. */
export function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** \`connect-store\` → \`connectStore\`. */
export function variableOf(id: string): string {
  return id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
