import { defineCheck } from '#checkers/define-check.ts';
import { differs, holds, settling, type Difference } from '#checkers/outcome.ts';
import type { PostgresAnswer } from '#checkers/probes/probes.ts';
import { askShop, dba } from '#labs/shared/shop-database.ts';
import { names } from '../world/names.ts';

interface AnswersFact {
  readonly kind: PostgresAnswer['kind'];
  readonly sqlState: string;
  /** Vault's user is there and may make roles. */
  readonly admin: boolean;
}

const away: Difference = {
  saw: 'no pod of PostgreSQL in the namespace `database` is ready',
  wanted: 'the shop’s database, running',
  next: 'Look at its pod. Reset this exercise to have the database made anew.',
  hints: [
    '`kubectl get pods -n database` shows the database.',
    'The Deployment is `postgres`; it wants one replica and the Secret `postgres`.',
    '`kubectl rollout restart deployment/postgres -n database`, then wait until its pod is ready',
  ],
};

export const databaseAnswers = defineCheck<AnswersFact>({
  id: 'database-answers',
  claim: 'PostgreSQL answers, and has a user `vault_admin` who may make others',
  points: 0,
  given: true,
  watches: [{ apiVersion: 'apps/v1', plural: 'deployments', namespace: 'database' }],
  pollMs: 10_000,
  look: async (probes, signal) => {
    const text =
      'SELECT 1 FROM pg_roles, orders WHERE rolname = $1 AND rolcreaterole AND rolcanlogin LIMIT 1';
    const answer = await askShop(probes, dba(probes), { text, values: [names.adminUser] }, signal);
    return {
      kind: answer.kind,
      sqlState: answer.kind === 'refused' ? answer.sqlState : '',
      admin: answer.kind === 'rows' && answer.rows.length === 1,
    };
  },
  judge: ({ kind, sqlState, admin }) => {
    if (kind === 'absent')
      return settling('absent', { waitingFor: 'PostgreSQL to start', untilMs: 90_000, overdue: away });
    if (admin) return holds;
    const saw =
      kind === 'refused'
        ? `PostgreSQL refuses its owner (SQLSTATE ${sqlState})`
        : '`vault_admin` is gone, or may no longer make users';
    return differs('no-admin', {
      saw,
      wanted: 'the database as it was in the beginning',
      next: 'Reset this exercise: that makes the user anew.',
      hints: [
        "`kubectl exec -n database deploy/postgres -- psql -U postgres -d shop -c '\\du'` lists the users.",
        'Look at `vault_admin`: it has the attribute “Create role”.',
        "`kubectl exec -n database deploy/postgres -- psql -U postgres -d shop -c 'ALTER ROLE vault_admin LOGIN CREATEROLE'`",
      ],
    });
  },
});
