import type { Logger } from 'pino';
import type { ExerciseState } from '#site/protocol/api.ts';
import type { RoomLearner } from '#site/protocol/room.ts';
import type { AttemptBook } from '../attempts/attempt-book.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { CheckDesk } from '../checks/check-desk.ts';
import type { CohortDesk } from '../cohorts/cohort-desk.ts';
import { reportTrouble } from '../incident.ts';
import { listMembers } from '../state/cohort-member-rows.ts';
import { listCohortProgress } from '../state/cohort-progress-rows.ts';
import type { Database } from '../state/open-database.ts';
import { HoldUps } from './hold-ups.ts';
import { bestStates, reportFor, roomRow } from './room-row.ts';

export interface RoomBoardOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly now: () => Date;
  readonly book: AttemptBook;
  readonly desk: CheckDesk;
  readonly cohorts: CohortDesk;
}

/** Who looks at a room, and hears of it. */
export interface RoomWatcher {
  readonly learner: (row: RoomLearner) => void;
  readonly left: (id: string) => void;
}

interface Seat {
  readonly name: string;
  readonly earlier: Readonly<Record<string, ExerciseState>>;
}

interface Room {
  readonly watchers: Set<RoomWatcher>;
  readonly seats: Map<string, Seat>;
  /** What was told last, so that only news is told. */
  readonly told: Map<string, string>;
}

/**
 * Rooms that somebody looks at. Who sits there and what they did before is read once; from then on every change is worked
 * out in memory, for the one learner whom it is about.
 */
export class RoomBoard {
  readonly #options: RoomBoardOptions;
  readonly #rooms = new Map<string, Room>();
  readonly #holdUps: HoldUps;

  constructor(options: RoomBoardOptions) {
    this.#options = options;
    this.#holdUps = new HoldUps(options.now);
    options.book.changes.add((attempt) => this.#heard(attempt));
    options.desk.changes.add((attempt) => this.#heard(attempt));
    options.cohorts.members.add((cohort) => this.#reload(cohort));
  }

  /** Tells every learner of a cohort now, and at each change until the answer is called. */
  watch(cohort: string, watcher: RoomWatcher): () => void {
    const known = this.#rooms.get(cohort);
    const room: Room = known ?? { watchers: new Set(), seats: new Map(), told: new Map() };
    room.watchers.add(watcher);
    this.#rooms.set(cohort, room);
    if (known === undefined) this.#reload(cohort);
    for (const id of room.seats.keys()) watcher.learner(this.#row(cohort, room, id));
    return () => {
      room.watchers.delete(watcher);
      if (room.watchers.size === 0 && this.#rooms.get(cohort) === room) this.#rooms.delete(cohort);
    };
  }

  #heard(attempt: Attempt): void {
    const { learner } = attempt.row;
    const rooms = [...this.#rooms].filter(([, room]) => room.seats.has(learner));
    if (attempt.phase.state !== 'ended')
      return rooms.forEach(([cohort, room]) => this.#tell(cohort, room, learner));
    this.#holdUps.forget(attempt.id);
    // What it reached belongs to what was before now.
    rooms.forEach(([cohort]) => this.#reload(cohort));
  }

  /** Somebody joined or left, or the first looks in. */
  #reload(cohort: string): void {
    const room = this.#rooms.get(cohort);
    if (room === undefined) return;
    this.#fill(cohort, room).catch((error: unknown) => {
      reportTrouble(this.#options.log, error, { part: 'room', cohort });
    });
  }

  async #fill(cohort: string, room: Room): Promise<void> {
    const { db } = this.#options;
    const progress = Map.groupBy(await listCohortProgress(db, cohort), ({ learner }) => learner);
    const learners = (await listMembers(db, cohort)).filter(({ role }) => role === 'learner');
    const ids = new Set(learners.map(({ account }) => account));
    for (const id of room.seats.keys()) if (!ids.has(id)) this.#leave(room, id);
    for (const { account, name } of learners) {
      room.seats.set(account, { name, earlier: bestStates(progress.get(account) ?? []) });
      this.#tell(cohort, room, account);
    }
  }

  #leave(room: Room, id: string): void {
    room.seats.delete(id);
    room.told.delete(id);
    for (const { left } of room.watchers) left(id);
  }

  #tell(cohort: string, room: Room, id: string): void {
    const row = this.#row(cohort, room, id);
    const text = JSON.stringify(row);
    if (room.told.get(id) === text) return;
    room.told.set(id, text);
    for (const { learner } of room.watchers) learner(row);
  }

  #row(cohort: string, room: Room, id: string): RoomLearner {
    const { desk } = this.#options;
    const attempt = this.#attemptOf(cohort, id);
    const seat = room.seats.get(id);
    return roomRow({
      id,
      name: seat?.name ?? '',
      earlier: seat?.earlier ?? {},
      attempt,
      online: attempt !== undefined && desk.isWatched(attempt),
      holdUp: (of, exercise) => this.#holdUps.follow(of.id, reportFor(desk.lastReports(of), exercise)),
    });
  }

  /** Only what was begun in this cohort; what learners try by themselves is nobody's business. */
  #attemptOf(cohort: string, learner: string): Attempt | undefined {
    const { book, desk, cohorts } = this.#options;
    const mine = book
      .listOf(learner)
      .filter(({ id }) => cohorts.cohortOf(id)?.id === cohort)
      .sort((a, b) => b.row.createdAt.getTime() - a.row.createdAt.getTime());
    return mine.find((attempt) => desk.isWatched(attempt)) ?? mine[0];
  }
}
