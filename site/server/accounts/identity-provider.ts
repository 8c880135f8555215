import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { z } from 'zod';
import { randomToken } from './random-id.ts';

export interface IdentityProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Who somebody is at the provider, as it vouches for. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | undefined;
  /** Only when the provider has verified it. */
  readonly email: string | undefined;
}

/** One sign-in under way: secrets that stay here while the browser is at the provider. */
interface Flow {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly next: string;
  readonly expiresMs: number;
}

const flowMs = 10 * 60_000;
const mostFlows = 1000;
const answerSeconds = 10;
const claims = z.object({
  sub: z.string().max(255),
  name: z.string().optional(),
  email: z.email().optional(),
  email_verified: z.boolean().optional(),
});

/** OpenID Connect with one provider: authorization code with PKCE, state and nonce. */
export class IdentityProvider {
  readonly #options: IdentityProviderOptions;
  readonly #now: () => Date;
  readonly #flows = new Map<string, Flow>();
  #configuration: Configuration | undefined;

  constructor(options: IdentityProviderOptions, now: () => Date) {
    this.#options = options;
    this.#now = now;
  }

  /** Where to send the browser, and the handle of the flow for it to keep. Throws when the provider does not answer. */
  async begin(redirectUri: string, next: string): Promise<{ readonly url: URL; readonly handle: string }> {
    const configuration = await this.#discover();
    const flow: Flow = {
      verifier: randomPKCECodeVerifier(),
      state: randomState(),
      nonce: randomNonce(),
      redirectUri,
      next,
      expiresMs: this.#now().getTime() + flowMs,
    };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      state: flow.state,
      nonce: flow.nonce,
    });
    this.#sweep();
    const handle = randomToken();
    this.#flows.set(handle, flow);
    return { url, handle };
  }

  /** What the provider vouches for, from the address it sent the browser back to. Each flow can be finished once. */
  async finish(
    handle: string,
    query: string,
    signal: AbortSignal,
  ): Promise<{ readonly identity: Identity; readonly next: string }> {
    const flow = this.#flows.get(handle);
    this.#flows.delete(handle);
    if (flow === undefined || flow.expiresMs < this.#now().getTime())
      throw new Error('This sign-in was not begun here, or too long ago.');
    signal.throwIfAborted();
    const configuration = await this.#discover();
    const tokens = await authorizationCodeGrant(configuration, new URL(`${flow.redirectUri}${query}`), {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    });
    const subject = tokens.claims()?.sub ?? '';
    const told = claims.parse(await fetchUserInfo(configuration, tokens.access_token, subject));
    const identity = {
      issuer: configuration.serverMetadata().issuer,
      subject,
      name: told.name,
      email: told.email_verified === true ? told.email : undefined,
    };
    return { identity, next: flow.next };
  }

  /** Asked for at the first sign-in, so that this server starts without the provider, too. */
  async #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    // Without TLS only on this very machine, where nobody sits in between.
    const isLocal = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    this.#configuration ??= await discovery(url, clientId, clientSecret, undefined, {
      timeout: answerSeconds,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed; see above
      execute: isLocal ? [allowInsecureRequests] : [],
    });
    return this.#configuration;
  }

  #sweep(): void {
    const now = this.#now().getTime();
    for (const [handle, { expiresMs }] of this.#flows) if (expiresMs < now) this.#flows.delete(handle);
    for (const handle of this.#flows.keys()) {
      if (this.#flows.size < mostFlows) return;
      this.#flows.delete(handle);
    }
  }
}
