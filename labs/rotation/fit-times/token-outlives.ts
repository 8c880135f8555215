import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, type Hints } from '#checkers/outcome.ts';
import { lookAtLifetimes, type LifetimesFact } from '../world/lifetimes.ts';

const shortestS = 120;
const longestS = 600;

function hints(which: string, command: string): Hints {
  return [
    'Two lives: `vault read -field=default_ttl database/roles/app` is the login’s, `vault read auth/kubernetes/role/shop-app` shows the token’s, in seconds.',
    which,
    command,
  ];
}

const setToken =
  '`vault write auth/kubernetes/role/shop-app token_ttl=10m` changes this setting and keeps the others';
const setLogin =
  '`vault write database/roles/app default_ttl=4m max_ttl=10m` changes these and keeps the others';

export const tokenOutlives = defineCheck<LifetimesFact>({
  id: 'token-outlives',
  claim: 'The token that asks for a login lives at least as long as the login',
  points: 2,
  watches: [],
  pollMs: 5000,
  look: lookAtLifetimes,
  judge: ({ loginS, tokenS }) => {
    if (loginS === undefined || tokenS === undefined) {
      return differs('no-role', {
        saw: `there is no role ${loginS === undefined ? '`app` of the database' : '`shop-app` of the Kubernetes login'}`,
        wanted: 'both roles, as the lab began with them',
        next: 'Reset this exercise to get them back.',
        hints: hints(
          'Both roles were there at the start.',
          'Press Reset: it puts everything back to the start of this exercise.',
        ),
      });
    }
    if (loginS < shortestS || loginS > longestS) {
      return differs('other-life', {
        saw: `a login lives ${String(loginS)} seconds`,
        wanted: `between ${String(shortestS)} and ${String(longestS)}: short enough to rotate before your eyes, long enough for a rollout`,
        next: 'A login that lives for years needs no rotation, and is no dynamic login.',
        hints: hints(
          'The field is `default_ttl` of the database’s role `app`. 4 minutes were fine.',
          setLogin,
        ),
      });
    }
    if (tokenS >= loginS) return holds;
    return differs('short-token', {
      saw: `the token lives ${String(tokenS)} seconds, and the login that it asks for ${String(loginS)}`,
      wanted: 'a token that lives at least as long',
      next: 'A lease ends with the token that asked for it, whatever the lease itself says.',
      hints: hints(
        'The fields are `token_ttl` and, where set, `token_max_ttl` and `token_explicit_max_ttl`: the shortest counts.',
        setToken,
      ),
    });
  },
});
