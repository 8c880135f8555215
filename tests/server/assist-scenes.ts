import { once } from 'node:events';
import { expect } from 'vitest';
import type WebSocket from 'ws';
import { auditList } from '#site/protocol/accounts.ts';
import { ticket } from '#site/protocol/api.ts';
import type { HelpView } from '#site/protocol/help.ts';
import { frameKind, serverMessage, type ServerMessage } from '#site/protocol/terminal.ts';
import type { ClassRoom, Seated } from './class-room.ts';
import { read, type Person } from './people.ts';
import { readEvents, type Events } from './read-events.ts';
import { frame, openSocket, TerminalClient } from './terminal-client.ts';
import { until } from './until.ts';

/** A helper's socket: what came in by it, and how it ended. */
export class GuestClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  text = '';
  acked = 0;
  closed: number | undefined;

  constructor(person: Person, url: string, autoPong = true) {
    this.socket = openSocket(person, person.url.replace('http', 'ws') + url, {}, autoPong);
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) this.messages.push(serverMessage.parse(JSON.parse(data.toString('utf8'))));
      else if (data[0] === frameKind.output) this.text += data.subarray(9).toString('utf8');
      else this.acked = Number(data.readBigUInt64BE(1));
    });
    this.socket.on('close', (code) => (this.closed = code));
    this.socket.on('error', () => undefined);
  }

  async attach(): Promise<this> {
    await once(this.socket, 'open');
    this.socket.send(JSON.stringify({ type: 'attach', cols: 10, rows: 5 }));
    return this;
  }

  type(text: string, offset = this.acked): void {
    this.socket.send(frame(frameKind.input, offset, Buffer.from(text)));
  }

  ended(): Promise<number> {
    return until('the end of the socket', () => this.closed);
  }
}

export interface Scene extends AsyncDisposable {
  readonly seat: Seated;
  readonly shell: TerminalClient;
  readonly hand: string;
  /** The room, open at the helper's. */
  readonly helperPage: Events;
  readonly to: (what: string) => string;
  say(what: string, body?: unknown): Promise<Response>;
  assist(): HelpView['assist'] | undefined;
}

export interface AskedScene extends Scene {
  readonly assistId: string;
}

/** Ways into the middle of the story of a helper and a learner, in a class room. */
export class Scenes {
  readonly #room: () => ClassRoom;
  #count = 0;

  constructor(room: () => ClassRoom) {
    this.#room = room;
  }

  /** A learner with a shell in which a secret stands, and a hand that the teacher has taken. */
  async taken(): Promise<Scene> {
    const name = `learner${(this.#count += 1)}`;
    const seat = await this.#room().seat(name);
    const shell = new TerminalClient(seat.person, seat.attempt);
    await shell.connect();
    shell.type('echo my-private-note\r');
    await until('the note', () => (/my-private-note\r\nmy-private-note/.test(shell.text) ? true : undefined));
    await seat.person.call('POST', `/api/attempts/${seat.attempt}/hand`, {});
    const hand = (await this.#room().queue()).find(({ learner }) => learner.name === name)?.id ?? '';
    await this.#room().teacher.call('POST', this.#room().path(`hands/${hand}/take`));
    const helperPage = await readEvents(this.#room().teacher, this.#room().path('room/events'));
    return {
      helperPage,
      seat,
      shell,
      hand,
      to: (what) => this.#room().path(`hands/${hand}/${what}`),
      say: (what, body) => seat.person.call('POST', `/api/attempts/${seat.attempt}/assist/${what}`, body),
      assist: () => seat.help()?.assist,
      [Symbol.asyncDispose]: async () => {
        shell.drop();
        helperPage[Symbol.dispose]();
        seat[Symbol.dispose]();
        await seat.person.call('DELETE', `/api/attempts/${seat.attempt}`);
      },
    };
  }

  async asked(): Promise<AskedScene> {
    const scene = await this.taken();
    expect((await this.#room().teacher.call('POST', scene.to('assist'))).status).toBe(204);
    const { id } = await until('the question', () => scene.assist() ?? undefined);
    return { ...scene, assistId: id };
  }

  async agreed(): Promise<AskedScene> {
    const scene = await this.asked();
    expect((await scene.say('consent', { assist: scene.assistId, tab: 'one' })).status).toBe(204);
    return scene;
  }

  async ticketOf(scene: Scene, person = this.#room().teacher): Promise<string> {
    return (await read(ticket, person.call('POST', scene.to('assist/ticket')))).url;
  }

  async look(scene: Scene, autoPong = true): Promise<GuestClient> {
    const url = await this.ticketOf(scene);
    const guest = await new GuestClient(this.#room().teacher, url, autoPong).attach();
    await until('what the learner sees', () => (guest.text.includes('my-private-note') ? true : undefined));
    return guest;
  }

  async deeds(action: string): Promise<readonly { allowed: boolean; actorName: string; text: unknown }[]> {
    const { events } = await read(auditList, this.#room().teacher.call('GET', this.#room().path('audit')));
    return events
      .filter((event) => event.action === action)
      .map(({ allowed, actorName, details }) => ({ allowed, actorName, text: details['text'] }));
  }
}
