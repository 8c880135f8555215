import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';

const start = 'KINDLAB-CALLER ';
const mostBytes = 256;
/** As long as Node itself waits for the head of a request. */
const silentMs = 60_000;

/** What a replica sends before anything else on a connection that it hands on: for whom, signed by the replicas' key. */
export function callerLine(key: Buffer, address: string): string {
  return `${start}${address} ${signed(key, address)}\r\n`;
}

/**
 * Takes such a line off a connection that has come in, and lets the socket tell the address in it. What begins with anything
 * else is left as it is; a line that is not signed by this key ends the connection. `admit` is called once, with the socket as if
 * nothing had been read.
 */
export function takeCaller(socket: Socket, key: Buffer, admit: () => void): void {
  let head = Buffer.alloc(0);
  const look = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n');
    const isOurs = head.subarray(0, start.length).equals(Buffer.from(start).subarray(0, head.length));
    if (isOurs && end === -1 && head.length < mostBytes) return;
    socket.off('readable', look).off('timeout', tooLate).setTimeout(0);
    if (isOurs) {
      const address = addressIn(
        head.subarray(start.length, Math.max(end, start.length)).toString('latin1'),
        key,
      );
      if (address === undefined) {
        socket.destroy();
        return;
      }
      Object.defineProperty(socket, 'remoteAddress', { value: address });
      head = head.subarray(end + 2);
    }
    if (head.length > 0) socket.unshift(head);
    admit();
  };
  const tooLate = (): void => void socket.destroy();
  socket.setTimeout(silentMs).on('timeout', tooLate).on('readable', look);
}

function addressIn(words: string, key: Buffer): string | undefined {
  const [address = '', signature = ''] = words.split(' ');
  const [given, right] = [Buffer.from(signature), Buffer.from(signed(key, address))];
  return given.length === right.length && timingSafeEqual(given, right) ? address : undefined;
}

function signed(key: Buffer, address: string): string {
  return createHmac('sha256', key).update(address).digest('base64url');
}
