import type { RawData } from 'ws';
import { Fault } from '#containers/contract/fault.ts';
import { clientMessage, frameKind, type ClientMessage, type ServerMessage } from '#site/protocol/terminal.ts';

const headerBytes = 9;

export type ClientFrame =
  | { readonly kind: 'input'; readonly offset: number; readonly data: Uint8Array }
  | { readonly kind: 'outputAck'; readonly offset: number };

/** One binary frame: kind, 8-byte big-endian offset, payload. */
export function encodeFrame(kind: number, offset: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame.writeUInt8(kind, 0);
  frame.writeBigUInt64BE(BigInt(offset), 1);
  frame.set(payload, headerBytes);
  return frame;
}

export function encodeMessage(message: ServerMessage): string {
  return JSON.stringify(message);
}

/** What came in by a socket, in one piece. */
export function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Throws Fault PROTOCOL saying what is wrong with the frame. */
export function decodeFrame(data: Buffer): ClientFrame {
  if (data.length < headerBytes) throw malformed(`a binary frame of ${data.length} bytes has no full header`);
  const kind = data.readUInt8(0);
  const offset = Number(data.readBigUInt64BE(1));
  if (!Number.isSafeInteger(offset)) throw malformed('the offset of a frame is too large');
  const payload = data.subarray(headerBytes);
  if (kind === frameKind.input) return { kind: 'input', offset, data: payload };
  if (kind !== frameKind.outputAck) throw malformed(`frame kind ${kind} is not one that a client sends`);
  if (payload.length > 0) throw malformed('an acknowledgement carries no bytes');
  return { kind: 'outputAck', offset };
}

/** Throws Fault PROTOCOL saying what is wrong with the message. */
export function decodeMessage(text: string): ClientMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed('a control message is not JSON', cause);
  }
  const parsed = clientMessage.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw malformed(`control message: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not known'}`);
  }
  return parsed.data;
}

export function malformed(what: string, cause?: unknown): Fault {
  return new Fault({
    code: 'PROTOCOL',
    audience: 'learner',
    message: `The terminal got a message that it does not understand: ${what}.`,
    hint: 'Reload the page; if it happens again, the page and the server are of different versions.',
    cause,
  });
}
