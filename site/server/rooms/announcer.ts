import type { Logger } from 'pino';
import type { AnnouncementView } from '#site/protocol/room.ts';
import { randomId } from '../accounts/random-id.ts';
import { reportTrouble } from '../incident.ts';
import { Listeners } from '../listeners.ts';
import { insertAnnouncement, listAnnouncements, type Announcement } from '../state/announcement-rows.ts';
import { findMemberRole } from '../state/cohort-member-rows.ts';
import { listCohortsOf, type Cohort } from '../state/cohort-rows.ts';
import type { Database } from '../state/open-database.ts';

interface News {
  readonly cohort: Cohort;
  readonly announcement: Announcement;
}

const freshMs = 24 * 3_600_000;

/** What instructors tell their cohort, or some of it: stored, and heard at once by who is there. */
export class Announcer {
  readonly #db: Database;
  readonly #now: () => Date;
  readonly #news: Listeners<News>;
  readonly #log: Logger;

  constructor({ db, now, log }: { readonly db: Database; readonly now: () => Date; readonly log: Logger }) {
    this.#db = db;
    this.#now = now;
    this.#log = log;
    this.#news = new Listeners((error) => reportTrouble(log, error, { part: 'announcements' }));
  }

  async tell(
    cohort: Cohort,
    {
      author,
      text,
      to,
    }: { readonly author: string; readonly text: string; readonly to: readonly string[] | undefined },
  ): Promise<AnnouncementView> {
    const announcement = { id: randomId(), author, text, recipients: to, at: this.#now() };
    await insertAnnouncement(this.#db, cohort.id, announcement);
    this.#news.emit({ cohort, announcement });
    return view(cohort, announcement);
  }

  /** What is for this account: of the last day, oldest first, then whatever comes until the answer is called. */
  follow(account: string, hear: (announcement: AnnouncementView) => void): () => void {
    const catchUp = this.#recent(account).then((all) => all.forEach(hear));
    catchUp.catch((error: unknown) => reportTrouble(this.#log, error, { part: 'announcements' }));
    return this.#news.add(({ cohort, announcement }) => {
      if (!isFor(announcement, account)) return;
      findMemberRole(this.#db, cohort.id, account)
        .then((role) => role === 'learner' && hear(view(cohort, announcement)))
        .catch((error: unknown) => reportTrouble(this.#log, error, { part: 'announcements' }));
    });
  }

  async #recent(account: string): Promise<readonly AnnouncementView[]> {
    const since = this.#now().getTime() - freshMs;
    const found: { cohort: Cohort; announcement: Announcement }[] = [];
    for (const cohort of await listCohortsOf(this.#db, account, 'learner')) {
      for (const announcement of await listAnnouncements(this.#db, cohort.id))
        if (announcement.at.getTime() > since && isFor(announcement, account))
          found.push({ cohort, announcement });
    }
    return found
      .sort((a, b) => a.announcement.at.getTime() - b.announcement.at.getTime())
      .map(({ cohort, announcement }) => view(cohort, announcement));
  }
}

function isFor({ recipients }: Announcement, account: string): boolean {
  return recipients === undefined || recipients.includes(account);
}

function view({ name }: Cohort, { id, at, author, text }: Announcement): AnnouncementView {
  return { id, at: at.toISOString(), author, cohort: name, text };
}
