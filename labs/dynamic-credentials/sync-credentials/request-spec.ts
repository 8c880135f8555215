import { defineCheck } from '#checkers/define-check.ts';
import { parseDuration } from '#checkers/objects/duration.ts';
import { differs, holds, type Hints, type Verdict } from '#checkers/outcome.ts';
import { code, codes } from '#checkers/presentable.ts';
import { names } from '../world/names.ts';
import { lookAtRequest, requestWatches, type RequestFact } from '../world/request.ts';

const source =
  '`dataFrom: [{sourceRef: {generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: VaultDynamicSecret, name: shop-db}}}]`';

function hints(which: string, command = 'Take the manifest of this exercise and apply it again.'): Hints {
  return ['`kubectl get externalsecret shop-db -n shop -o yaml` shows the request.', which, command];
}

function patch(field: string): string {
  return `\`kubectl patch externalsecret shop-db -n shop --type merge -p '{"spec":${field}}'\``;
}

export const requestSpec = defineCheck<RequestFact>({
  id: 'request',
  claim: 'ExternalSecret `shop-db` takes its login from the generator, in good time before the last one ends',
  points: 2,
  needs: ['generator'],
  watches: requestWatches,
  look: lookAtRequest,
  judge: (fact) => {
    const { request, loginTtlS } = fact;
    if (request === undefined) return absent(fact);
    return (
      judgeReads(request) ??
      judgeGenerator(request) ??
      judgeTarget(request) ??
      judgeRefresh(request, loginTtlS) ??
      holds
    );
  },
});

function absent({ namespaces, others, secret }: RequestFact): Verdict {
  const elsewhere =
    namespaces.length > 0
      ? `there is an ExternalSecret \`shop-db\` in ${codes(namespaces)}, and none in \`shop\``
      : undefined;
  const named = others.length > 0 ? `the ExternalSecret in \`shop\` is named ${codes(others)}` : undefined;
  const byHand = secret === undefined ? '' : '; a Secret `shop-db` is there, made by somebody else';
  return differs(
    elsewhere === undefined ? (named === undefined ? 'absent' : 'other-name') : 'other-namespace',
    {
      saw: elsewhere ?? named ?? `there is no ExternalSecret in \`shop\`${byHand}`,
      wanted: 'an ExternalSecret `shop-db` in `shop`',
      next: 'Apply the manifest of this exercise: the generator alone does nothing.',
      hints: [
        '`kubectl get externalsecrets -A` lists all there are.',
        'It needs no store: the generator knows where to ask and how to log in.',
        'Take the manifest of this exercise, with `namespace: shop`.',
      ],
    },
  );
}

type Request = NonNullable<RequestFact['request']>;

function judgeReads({ reads }: Request): Verdict | undefined {
  const [first] = reads;
  if (first === undefined) return undefined;
  const logins = reads.filter(({ key }) => /(^|\/)creds\//.test(key));
  const through = `through the store ${code(first.store)}`;
  if (logins.length === 0) {
    return differs('static', {
      saw: `it reads ${code(first.key)} ${through}: an entry that somebody wrote`,
      wanted: 'a login that Vault makes for this request',
      next: 'A user in a KV entry is a static one, whatever it is called: it has no lease, and nobody ends it.',
      hints: hints(`Take the login from the generator: ${source}`),
    });
  }
  if (first.version === 'v2') {
    return differs('kv-store', {
      saw: `it reads ${code(first.key)} ${through}, which is for the KV engine, version 2`,
      wanted: 'the database engine to be asked',
      next: 'Which engine does this store speak? ESO puts the store’s path and `data/` before the key, and Vault has nothing there.',
      hints: hints(`A generator asks at exactly the path that it names: ${source}`),
    });
  }
  if (logins.length > 1) {
    return differs('two-logins', {
      saw: `it asks for ${code(first.key)} ${String(logins.length)} times, once for each key`,
      wanted: 'one request for one login',
      next: 'Count the leases: each read makes a user of its own. The name is that of one, the password that of the other.',
      hints: hints(`One request takes both keys: ${source}`),
    });
  }
  return differs('ended-at-once', {
    saw: `it reads ${code(first.key)} ${through}: ESO logs in for each reading and revokes its token afterwards`,
    wanted: 'a login that outlives the reading',
    next: 'Who revoked the token? A lease ends with the token that asked for it: this login is dead before anybody uses it.',
    hints: hints(`The generator leaves its token to its TTL: ${source}`),
  });
}

function judgeGenerator({ generators }: Request): Verdict | undefined {
  const [first] = generators;
  if (generators.length === 1 && first?.kind === 'VaultDynamicSecret' && first.name === names.generator)
    return undefined;
  return differs('other-generator', {
    saw:
      first === undefined
        ? 'it takes nothing from anywhere'
        : `it takes its values from ${codes(generators.map(({ kind, name }) => `${kind} ${name}`))}`,
    wanted: '`VaultDynamicSecret shop-db`, once',
    next: 'Refer to the generator.',
    hints: hints(`The field is \`spec.dataFrom[].sourceRef.generatorRef\`: ${source}`),
  });
}

function judgeTarget({ target, creationPolicy }: Request): Verdict | undefined {
  if (target !== names.secret) {
    return differs('other-target', {
      saw: `it writes the Secret ${code(target)}`,
      wanted: '`shop-db`',
      next: 'The application reads `shop-db`.',
      hints: hints('The field is `spec.target.name`.', patch('{"target":{"name":"shop-db"}}')),
    });
  }
  if (creationPolicy === 'Owner') return undefined;
  return differs('creation-policy', {
    saw: `\`creationPolicy\` is ${code(creationPolicy)}`,
    wanted: '`Owner`: ESO mends what others change',
    next: 'Let ESO own the Secret.',
    hints: hints(
      'The field is `spec.target.creationPolicy`.',
      patch('{"target":{"creationPolicy":"Owner"}}'),
    ),
  });
}

const shortestMs = 10_000;

function judgeRefresh({ refreshPolicy, refreshInterval }: Request, loginTtlS: number): Verdict | undefined {
  const intervalMs = parseDuration(refreshInterval) ?? 0;
  const longestMs = (loginTtlS * 1000 * 2) / 3;
  const good = `${String(Math.round(loginTtlS / 2))}s`;
  const set = hints(
    'The fields are `spec.refreshInterval` and `refreshPolicy`. Half of `default_ttl` is a good measure.',
    patch(`{"refreshPolicy":"Periodic","refreshInterval":"${good}"}`),
  );
  if (refreshPolicy !== 'Periodic' || intervalMs <= 0) {
    return differs('never', {
      saw:
        refreshPolicy === 'Periodic'
          ? '`refreshInterval` is 0: one login, and never another'
          : `\`refreshPolicy\` is ${code(refreshPolicy)}`,
      wanted: 'a new login again and again',
      next: 'A login that ends has to be followed by another.',
      hints: set,
    });
  }
  if (intervalMs > longestMs) {
    return differs('too-slow', {
      saw: `\`refreshInterval\` is ${code(refreshInterval)}, and a login lives ${String(loginTtlS)} seconds`,
      wanted: `at most ${String(Math.round(longestMs / 1000))} seconds: two thirds of a login’s life`,
      next: 'Fetch the next login while the last one still works, and leave the application time to change over.',
      hints: set,
    });
  }
  if (intervalMs >= shortestMs) return undefined;
  return differs('too-fast', {
    saw: `\`refreshInterval\` is ${code(refreshInterval)}`,
    wanted: 'at least 10 seconds',
    next: 'Every refresh makes one more database user. Half of a login’s life is often enough.',
    hints: set,
  });
}
