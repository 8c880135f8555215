import type { Catalog } from '#labs/lab.ts';
import { AuditLog } from '../accounts/audit-log.ts';
import { randomId, randomToken } from '../accounts/random-id.ts';
import { outranks } from '../accounts/roles.ts';
import { itself, type Viewer } from '../accounts/viewer.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import {
  changeAccount,
  findAccount,
  findAccountByEmail,
  findIdentity,
  insertIdentity,
  type Account,
} from '../state/account-rows.ts';
import { insertMember } from '../state/cohort-member-rows.ts';
import { noteMemberships, saveLink, type LtiCourse } from '../state/lti-course-rows.ts';
import type { Platform } from '../state/lti-platform-rows.ts';
import type { Database } from '../state/open-database.ts';
import { claimName, nameOf, teaches, type LaunchClaims } from './claims.ts';
import { openCourse } from './open-course.ts';
import { badLaunch } from './launch-faults.ts';
import { makeLinkedAccount } from './linked-account.ts';

export interface ArrivalDeskOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalog: Catalog;
  readonly cohorts: CohortDesk;
}

/** Somebody whom a platform sent, on their way from its answer to our page. */
interface Arrival {
  readonly platform: Platform;
  readonly claims: LaunchClaims;
  readonly expiresMs: number;
}

export interface Arrived {
  readonly account: Account;
  /** A page of ours. */
  readonly page: string;
  /** In which the platform shows its course. */
  readonly locale: string | undefined;
}

const arrivalMs = 60_000;
const mostArrivals = 5000;

/** From a launch that can be believed to an account, a cohort and a page. */
export class ArrivalDesk {
  readonly #options: ArrivalDeskOptions;
  readonly #audit: AuditLog;
  readonly #arrivals = new Map<string, Arrival>();

  constructor(options: ArrivalDeskOptions) {
    this.#options = options;
    this.#audit = new AuditLog(options.db, options.now);
  }

  /** Keeps a message for the browser's next step, which shows who is signed in there; the answer is good once. */
  announce(platform: Platform, claims: LaunchClaims): string {
    const now = this.#options.now().getTime();
    for (const [ticket, { expiresMs }] of this.#arrivals) if (expiresMs < now) this.#arrivals.delete(ticket);
    for (const ticket of this.#arrivals.keys()) {
      if (this.#arrivals.size < mostArrivals) break;
      this.#arrivals.delete(ticket);
    }
    const ticket = randomToken();
    this.#arrivals.set(ticket, { platform, claims, expiresMs: now + arrivalMs });
    return ticket;
  }

  /** Throws a RequestFault that says why somebody can't come in. */
  async enter(ticket: string, viewer: Viewer | undefined, address: string): Promise<Arrived> {
    const arrival = this.#arrivals.get(ticket);
    this.#arrivals.delete(ticket);
    if (arrival === undefined || arrival.expiresMs < this.#options.now().getTime())
      throw badLaunch.notBegun();
    const { platform, claims } = arrival;
    const context = claims[claimName.context];
    if (context === undefined) throw badLaunch.noCourse();
    const isTeacher = teaches(claims[claimName.roles]);
    const account = await this.#admit(arrival, viewer, { isTeacher, address });
    const place = { platform, deployment: claims[claimName.deployment], context };
    const course = await openCourse(this.#options, place, isTeacher ? account : undefined);
    await this.#enrol(course, account, isTeacher);
    const lab = this.#labOf(claims);
    await this.#noteLink(course, claims, lab);
    const locale = claims[claimName.presentation]?.locale;
    return { account, page: lab === undefined ? '/course/' : `/labs/${lab}/`, locale };
  }

  /** Known from before, linked by being signed in with the same address, or new. */
  async #admit(
    { platform, claims }: Arrival,
    viewer: Viewer | undefined,
    { isTeacher, address }: { readonly isTeacher: boolean; readonly address: string },
  ): Promise<Account> {
    const { db } = this.#options;
    const identity = { issuer: platform.issuer, subject: claims.sub };
    let account = await findIdentity(db, identity);
    if (account === undefined) {
      const taken = claims.email === undefined ? undefined : await findAccountByEmail(db, claims.email);
      // A platform's word for an address opens nobody's account: whoever owns it has to be signed in with it.
      if (taken !== undefined && taken.id !== viewer?.id) throw badLaunch.addressTaken(taken.email);
      if (taken === undefined)
        account = await makeLinkedAccount(this.#options, {
          ...identity,
          name: nameOf(claims),
          email: claims.email,
        });
      else await insertIdentity(db, { ...identity, account: taken.id });
      account ??= taken;
      await this.#audit.done(
        { viewer: itself, address },
        { action: 'lti.link', target: account?.id, details: { platform: platform.name, isTeacher } },
      );
    }
    if (account === undefined || account.disabledAt !== undefined) throw badLaunch.disabled();
    if (!isTeacher || !outranks('instructor', account.role)) return account;
    await changeAccount(db, account.id, { role: 'instructor' });
    await this.#audit.done(
      { viewer: itself, address },
      { action: 'lti.make-instructor', target: account.id, details: { platform: platform.name } },
    );
    return (await findAccount(db, account.id)) ?? account;
  }

  async #enrol({ cohort }: LtiCourse, account: Account, isTeacher: boolean): Promise<void> {
    const { db, cohorts, now } = this.#options;
    if (isTeacher) await insertMember(db, { cohort, account: account.id, role: 'instructor' }, now());
    else await db.transaction().execute((tx) => cohorts.enrol(tx, { cohort, role: 'learner' }, account.id));
    cohorts.joined({ cohort });
  }

  /** What was picked counts, else the address that the activity was made with. */
  #labOf(claims: LaunchClaims): string | undefined {
    const { labs } = this.#options.catalog;
    const picked = claims[claimName.custom]['lab'];
    const target = claims[claimName.target];
    const path = target !== undefined && URL.canParse(target) ? new URL(target).pathname : '';
    const named = typeof picked === 'string' ? picked : /^\/labs\/([a-z0-9-]+)\/?$/.exec(path)?.[1];
    return labs.find(({ id }) => id === named)?.id;
  }

  async #noteLink(course: LtiCourse, claims: LaunchClaims, lab: string | undefined): Promise<void> {
    const link = claims[claimName.link];
    const endpoint = claims[claimName.endpoint];
    const members = claims[claimName.memberships]?.context_memberships_url;
    if (members !== undefined) await noteMemberships(this.#options.db, course.id, members);
    await saveLink(this.#options.db, {
      id: randomId(),
      course: course.id,
      link: link.id,
      lab,
      title: (link.title ?? this.#titleOf(lab)).slice(0, 200),
      lineItem: endpoint?.lineitem,
      lineItems: endpoint?.lineitems,
    });
  }

  #titleOf(lab: string | undefined): string {
    return this.#options.catalog.labs.find(({ id }) => id === lab)?.title ?? 'Kindlab';
  }
}
