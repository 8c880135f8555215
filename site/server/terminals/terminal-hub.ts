import type { WebSocket } from 'ws';
import type { Environment, Shell } from '#containers/contract/environment.ts';
import type { Fault } from '#containers/contract/fault.ts';
import { closeCode } from '#site/protocol/terminal.ts';
import { Crowd } from './crowd.ts';
import { GuestSocket } from './guest-socket.ts';
import { recordShell } from './record-shell.ts';
import type { TerminalSize } from './recording.ts';
import type { Recordings } from './recordings.ts';
import type { Guest, TicketGrant } from './tickets.ts';
import { TerminalSocket, type SocketEvents } from './terminal-socket.ts';
import { TerminalTab } from './terminal-tab.ts';

export interface TerminalHubOptions {
  /** Throws a Fault when the attempt has no environment that can be used. */
  readonly environment: (attempt: string) => Environment;
  readonly onEnter: (attempt: string) => void;
  readonly onError: (error: unknown, attempt: string) => Fault;
  /** How long a line without a socket is kept. */
  readonly graceMs?: number | undefined;
  readonly pingMs?: number;
  /** Absent: terminals are not recorded. */
  readonly recordings?: Recordings | undefined;
}

interface Member {
  readonly socket: WebSocket;
  readonly attempt: string;
  alive: boolean;
}

/** Every terminal of this process: tabs by attempt, sockets with their heartbeat. */
export class TerminalHub {
  readonly #options: TerminalHubOptions;
  readonly #tabs = new Map<string, TerminalTab>();
  readonly #members = new Set<Member>();
  readonly #crowd = new Crowd();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(options: TerminalHubOptions) {
    this.#options = options;
    this.#heartbeat = setInterval(() => this.#beat(), options.pingMs ?? 25_000);
    this.#heartbeat.unref();
  }

  get sockets(): number {
    return this.#members.size;
  }

  /** Takes over a socket that has passed its handshake. */
  accept(socket: WebSocket, grant: TicketGrant): void {
    const member: Member = { socket, attempt: grant.attempt, alive: true };
    this.#members.add(member);
    socket.on('pong', () => {
      member.alive = true;
    });
    const signOut = (): void => socket.close(closeCode.restarting, 'signed out');
    grant.gone?.addEventListener('abort', signOut);
    socket.on('close', () => {
      grant.gone?.removeEventListener('abort', signOut);
      this.#members.delete(member);
    });
    const { onEnter, onError } = this.#options;
    const events: SocketEvents = {
      onEnter: () => onEnter(grant.attempt),
      onError: (error) => onError(error, grant.attempt),
    };
    if (grant.guest !== undefined) this.#acceptGuest(socket, grant, { guest: grant.guest, events });
    else new TerminalSocket(socket, this.#tab(grant), events);
  }

  /** A guest opens nothing: they see what the learner has open, until either ends it. */
  #acceptGuest(
    socket: WebSocket,
    grant: TicketGrant,
    { guest, events }: { readonly guest: Guest; readonly events: SocketEvents },
  ): void {
    const tab = this.#tabs.get(keyOf(grant));
    if (tab === undefined) return socket.close(closeCode.restarting, 'the learner has not opened this shell');
    const end = (): void => socket.close(closeCode.notAgreed, 'it was ended');
    if (guest.over.aborted) return end();
    guest.over.addEventListener('abort', end);
    socket.on('close', () => guest.over.removeEventListener('abort', end));
    new GuestSocket(socket, { tab, guest, events });
  }

  /** Ends one tab's shell for good, whether somebody looks at it or not. */
  endShell(grant: TicketGrant, signal: AbortSignal): Promise<void> {
    return this.#options.environment(grant.attempt).endShell(grant.tab, signal);
  }

  /** The environment is gone: sockets are told not to come back. */
  async closeAttempt(attempt: string): Promise<void> {
    for (const member of this.#members) {
      if (member.attempt === attempt) member.socket.close(closeCode.gone, 'the environment is gone');
    }
    await this.#closeTabs((key) => key.startsWith(`${attempt}/`));
  }

  /** The server stops: clients come back, shells live on. */
  async shutdown(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const member of this.#members) member.socket.close(closeCode.restarting, 'the server restarts');
    await this.#closeTabs(() => true);
  }

  /** Cuts off clients that did not answer the close. */
  terminate(): void {
    for (const member of this.#members) member.socket.terminate();
  }

  async #closeTabs(matches: (key: string) => boolean): Promise<void> {
    const closing = [...this.#tabs].filter(([key]) => matches(key));
    for (const [key] of closing) this.#tabs.delete(key);
    await Promise.all(closing.map(([, tab]) => tab.close()));
  }

  #tab(grant: TicketGrant): TerminalTab {
    const key = keyOf(grant);
    const known = this.#tabs.get(key);
    if (known !== undefined) return known;
    const tab: TerminalTab = new TerminalTab({
      tab: grant.tab,
      crowd: this.#crowd,
      environment: () => this.#options.environment(grant.attempt),
      onOpened: (shell, size) => this.#record(shell, grant, size),
      graceMs: this.#options.graceMs ?? 300_000,
      onIdle: () => this.#retire(key, tab, grant.attempt),
      onResizeFailed: (error) => this.#options.onError(error, grant.attempt),
    });
    this.#tabs.set(key, tab);
    return tab;
  }

  #record(shell: Shell, grant: TicketGrant, size: TerminalSize): Shell {
    const { recordings } = this.#options;
    return recordings === undefined ? shell : recordShell(shell, recordings.begin(grant, size));
  }

  #retire(key: string, tab: TerminalTab, attempt: string): void {
    if (this.#tabs.get(key) === tab) this.#tabs.delete(key);
    tab.close().catch((error: unknown) => this.#options.onError(error, attempt));
  }

  #beat(): void {
    for (const member of this.#members) {
      if (!member.alive) {
        member.socket.terminate();
        continue;
      }
      member.alive = false;
      member.socket.ping();
    }
  }
}

function keyOf({ attempt, tab }: Pick<TicketGrant, 'attempt' | 'tab'>): string {
  return `${attempt}/${tab}`;
}
