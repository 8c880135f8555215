import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { Fault } from '#containers/contract/fault.ts';
import { maxFrameBytes, terminalSubprotocol } from '#site/protocol/terminal.ts';
import { faultToProblem, RequestFault } from '../fault-to-response.ts';
import { refuseForeignHost, refuseForeignOrigin, type OwnAddress } from '../http/own-address.ts';
import { reportTrouble } from '../incident.ts';
import type { TerminalHub } from './terminal-hub.ts';
import type { TicketGrant, TicketOffice } from './tickets.ts';

export interface UpgradeOptions {
  readonly address: () => OwnAddress;
  readonly tickets: TicketOffice;
  readonly hub: TerminalHub;
  readonly log: Logger;
  /** Aborted when the server stops: no new sockets. */
  readonly stop: AbortSignal;
}

const mostSockets = 256;
const frameHeaderBytes = 9;

/** Handles `upgrade` requests: every guard comes before the handshake, and a refused one costs no ticket. */
export function terminalUpgrade(
  options: UpgradeOptions,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes + frameHeaderBytes,
    perMessageDeflate: false,
    handleProtocols: () => terminalSubprotocol,
  });
  return (request, socket, head) => {
    // A client that vanishes in the middle of its handshake is no event.
    socket.on('error', () => socket.destroy());
    try {
      const grant = admit(options, request);
      server.handleUpgrade(request, socket, head, (accepted) => options.hub.accept(accepted, grant));
    } catch (error) {
      const fault = error instanceof Fault ? error : reportTrouble(options.log, error, { part: 'upgrade' });
      refuse(socket, fault);
    }
  };
}

function admit({ address, tickets, hub, stop }: UpgradeOptions, request: IncomingMessage): TicketGrant {
  const url = new URL(request.url ?? '/', 'http://terminal');
  if (url.pathname !== '/api/terminal') throw refusal(404, 'There is no socket at this address.');
  refuseForeignHost(address(), request.headers.host);
  refuseForeignOrigin(address(), request.headers.origin);
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((each) => each.trim()) ?? [];
  if (!offered.includes(terminalSubprotocol)) {
    throw refusal(400, `A terminal socket has to offer the subprotocol ${terminalSubprotocol}.`);
  }
  if (stop.aborted) throw refusal(503, 'The server is stopping.');
  if (hub.sockets >= mostSockets) throw refusal(503, 'Too many terminals are open.');
  const grant = tickets.redeem(url.searchParams.get('ticket') ?? '');
  if (grant === undefined) throw refusal(403, 'This ticket is unknown, used or too old.');
  return grant;
}

function refusal(status: number, message: string): RequestFault {
  return new RequestFault(status, {
    code: 'NOT_ALLOWED',
    message,
    hint: 'Reload the page and open the terminal again.',
  });
}

function refuse(socket: Duplex, fault: Fault): void {
  const problem = faultToProblem(fault);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} Refused\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
