import type { Logger } from 'pino';
import type { Catalog } from '#labs/lab.ts';
import { randomId } from '../accounts/random-id.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { readGradebook } from '../marks/gradebook.ts';
import { Courier, type Outcome } from '../outbox/courier.ts';
import type { Happening } from '../outbox/happening.ts';
import type { Channel } from '../outbox/outbox.ts';
import { beginTry, reasonOf } from '../outbox/timed-send.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import { findCohort } from '../state/cohort-rows.ts';
import {
  findCourseById,
  findLink,
  findSubject,
  listLinksOf,
  noteLineItem,
  type LtiLink,
} from '../state/lti-course-rows.ts';
import { findPlatform, type Platform } from '../state/lti-platform-rows.ts';
import type { Database } from '../state/open-database.ts';
import { insertLetter, listPendingLetters, recordLetter, type Letter } from '../state/outbox-rows.ts';
import { PlatformRefusal, type PlatformClient, type Score } from './platform-client.ts';
import { scoreOf } from './score-of.ts';

export interface ScoreChannelOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly catalog: Catalog;
  readonly client: PlatformClient;
  readonly retryMs?: number | undefined;
}

interface Target {
  readonly platform: Platform;
  readonly link: LtiLink;
  readonly score: Score;
}

/**
 * Sends marks to the platforms that a cohort's learners come from. A letter says whose mark may have changed; what is
 * sent is the mark at that moment, so that a late letter never brings back an older one.
 */
export class ScoreChannel implements Channel {
  readonly #options: ScoreChannelOptions;
  readonly #courier: Courier<Letter>;
  readonly #making = new KeyedQueue();

  constructor(options: ScoreChannelOptions) {
    this.#options = options;
    const { db, log, retryMs } = options;
    this.#courier = new Courier<Letter>({
      part: 'lti scores',
      log,
      retryMs,
      pending: () => listPendingLetters(db, 'lti'),
      to: ({ receiver }) => this.#platformOf(receiver),
      record: ({ id }, end) => recordLetter(db, { id, ...end }),
      post: (letter, signal) => this.#post(letter, signal),
    });
  }

  async note(tx: Database, happening: Happening): Promise<void> {
    const { at, cohort, learner } = happening;
    if (cohort === undefined || (happening.kind !== 'earned' && happening.kind !== 'overridden')) return;
    const { lab } = happening;
    for (const link of await listScoredLinks(tx, cohort))
      if (link.lab === undefined || link.lab === lab) await write(tx, { link, cohort, learner, at });
  }

  /** Everybody's marks once more: after a rule was changed, or where something was given up on. */
  async noteAll(tx: Database, cohort: string): Promise<void> {
    const at = this.#options.now();
    const learners = (await listMembers(tx, cohort)).filter(({ role }) => role === 'learner');
    for (const link of await listScoredLinks(tx, cohort))
      for (const { account: learner } of learners) await write(tx, { link, cohort, learner, at });
  }

  wake(): void {
    this.#courier.wake();
  }

  stop(): Promise<void> {
    return this.#courier.stop();
  }

  async #platformOf(link: string): Promise<string | undefined> {
    const { db } = this.#options;
    const course = (await findLink(db, link))?.course;
    return course === undefined ? undefined : (await findCourseById(db, course))?.platform;
  }

  async #post(letter: Letter, signal: AbortSignal): Promise<Outcome | undefined> {
    const { client, now } = this.#options;
    const tell = beginTry(now());
    try {
      const target = await this.#targetOf(letter);
      if (target === undefined)
        return { made: tell(null, 'The platform does not know this learner.'), isFinal: true };
      const { platform, link, score } = target;
      const item = link.lineItem ?? (await this.#makeLineItem(platform, link, score, signal));
      const status = await client.sendScore(platform, item, score, signal);
      return { made: tell(status, null) };
    } catch (error) {
      if (error instanceof PlatformRefusal) return { made: tell(error.status, error.message) };
      return { made: tell(null, reasonOf(error)) };
    }
  }

  async #targetOf({ receiver, learner }: Letter): Promise<Target | undefined> {
    const { db, catalog, now } = this.#options;
    const link = await findLink(db, receiver);
    const course = link && (await findCourseById(db, link.course));
    const platform = course && (await findPlatform(db, course.platform));
    const cohort = course && (await findCohort(db, course.cohort));
    if (link === undefined || platform === undefined || cohort === undefined) return undefined;
    const userId = await findSubject(db, platform.issuer, learner);
    if (userId === undefined) return undefined;
    const at = now();
    const [marks] = (await readGradebook({ db, catalog }, cohort, learner)).learners;
    if (marks === undefined) return undefined;
    const labs = link.lab === undefined ? catalog.labs : catalog.labs.filter(({ id }) => id === link.lab);
    return { platform, link, score: { userId, ...scoreOf(labs, marks), timestamp: at.toISOString() } };
  }

  async #makeLineItem(
    platform: Platform,
    link: LtiLink,
    { scoreMaximum }: Score,
    signal: AbortSignal,
  ): Promise<string> {
    const { db, client } = this.#options;
    const wanted = {
      label: link.title,
      scoreMaximum,
      resourceId: link.lab ?? 'course',
      resourceLinkId: link.link,
    };
    // Two learners' marks can come at the same moment; the second finds what was made for the first.
    return this.#making.run(link.id, async () => {
      const known = (await findLink(db, link.id))?.lineItem;
      if (known !== undefined) return known;
      const made = await client.makeLineItem(platform, link.lineItems ?? '', wanted, signal);
      await noteLineItem(db, link.id, made);
      return made;
    });
  }
}

/** Those of activities that take scores. */
async function listScoredLinks(tx: Database, cohort: string): Promise<readonly LtiLink[]> {
  const links = await listLinksOf(tx, cohort);
  return links.filter(({ lineItem, lineItems }) => lineItem !== undefined || lineItems !== undefined);
}

function write(
  tx: Database,
  about: { readonly link: LtiLink; readonly cohort: string; readonly learner: string; readonly at: Date },
): Promise<void> {
  const { link, cohort, learner, at } = about;
  const letter = { id: `score_${randomId()}`, channel: 'lti' as const, receiver: link.id };
  return insertLetter(tx, { ...letter, cohort, learner, body: {}, createdAt: at });
}
