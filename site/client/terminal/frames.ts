import { frameKind } from '#site/protocol/terminal.ts';

const headerBytes = 9;

export interface Frame {
  readonly kind: number;
  /** Bytes since the epoch began. */
  readonly offset: number;
  readonly payload: Uint8Array;
}

export function encodeFrame(
  kind: number,
  offset: number,
  payload = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setBigUint64(1, BigInt(offset));
  bytes.set(payload, headerBytes);
  return bytes;
}

/** Answers `undefined` for anything that is not a frame from the server. */
export function decodeFrame(buffer: ArrayBuffer): Frame | undefined {
  if (buffer.byteLength < headerBytes) return undefined;
  const view = new DataView(buffer);
  const kind = view.getUint8(0);
  if (kind !== frameKind.output && kind !== frameKind.inputAck) return undefined;
  return { kind, offset: Number(view.getBigUint64(1)), payload: new Uint8Array(buffer, headerBytes) };
}
