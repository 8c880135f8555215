/**
 * The terminal wire: one WebSocket per tab, `GET /api/terminal?ticket=…`, subprotocol `kindlab.terminal.v1`.
 * Binary frames carry bytes: 1 byte kind, 8 bytes big-endian offset, payload. Text frames carry JSON control messages.
 * Offsets count bytes since the epoch began, so nothing is lost, repeated or typed twice over a reconnect.
 */
import { z } from 'zod';

export const terminalSubprotocol = 'kindlab.terminal.v1';

export const frameKind = {
  /** server → client: PTY bytes; the offset is that of the first byte. */
  output: 1,
  /** client → server: typed bytes; the offset is that of the first byte. */
  input: 2,
  /** client → server: everything before this output offset is on the screen. */
  outputAck: 3,
  /** server → client: everything before this input offset went to the PTY. */
  inputAck: 4,
} as const;

/** Largest frame either side accepts, in bytes. Larger ones close the socket with 1009. */
export const maxFrameBytes = 256 * 1024;
/** The server stops reading the PTY when this many bytes are not acknowledged, and goes on below `lowWater`. */
export const highWater = 512 * 1024;
export const lowWater = 128 * 1024;
/** The client acknowledges at least this often; must not exceed `lowWater` or both sides wait for each other. */
export const ackBytes = 32 * 1024;
/** How many bytes the server can replay. */
export const ringBytes = 1024 * 1024;
/** A recording of this size takes nothing more. */
export const recordingBytes = 8 * 1024 * 1024;

/** Sizes are clamped, not refused: a hidden panel may measure zero columns for a moment. */
const clamped = (max: number) =>
  z
    .number()
    .int()
    .transform((value) => Math.min(max, Math.max(1, value)));
const size = { cols: clamped(500), rows: clamped(200) };

export const clientMessage = z.discriminatedUnion('type', [
  /** First message. With epoch and outputOffset: go on from there if that is still possible. */
  z.strictObject({
    type: z.literal('attach'),
    ...size,
    epoch: z.string().max(64).optional(),
    outputOffset: z.number().int().nonnegative().optional(),
  }),
  z.strictObject({ type: z.literal('resize'), ...size }),
  /** The learner says the shell is to end. */
  z.strictObject({ type: z.literal('end') }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

export const serverMessage = z.discriminatedUnion('type', [
  /**
   * Answer to attach. `resumed`: output goes on at `outputOffset`, keep the screen and resend input from
   * `inputOffset` on. Otherwise: a new epoch; clear the screen, drop unsent input, offsets start as given.
   * A guest, whom the learner lets look, gets one for every line that the learner's page opens.
   */
  z.strictObject({
    type: z.literal('attached'),
    epoch: z.string(),
    resumed: z.boolean(),
    outputOffset: z.number().int().nonnegative(),
    inputOffset: z.number().int().nonnegative(),
  }),
  /** The shell ended; the socket closes with 4000. */
  z.strictObject({ type: z.literal('exited') }),
  /** The same tab was opened elsewhere; this one may take it back. The socket closes with 4001. */
  z.strictObject({ type: z.literal('takenOver') }),
  /** To a guest: the size in which the learner has the screen. */
  z.strictObject({ type: z.literal('size'), cols: z.number().int(), rows: z.number().int() }),
  z.strictObject({ type: z.literal('error'), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

export const closeCode = {
  exited: 4000,
  takenOver: 4001,
  /** Malformed or unexpected frame. */
  protocol: 4002,
  /** The environment is gone; don't reconnect. */
  gone: 4003,
  /** To a guest: the learner does not agree any more, or it was ended; don't reconnect. */
  notAgreed: 4004,
  /** The server restarts: reconnect with a new ticket. */
  restarting: 1012,
} as const;
