import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import {
  claim,
  launchClaims,
  pickingClaims,
  roleOf,
  type PlatformLink,
  type PlatformUser,
  type ScriptedToken,
  type SentScore,
} from './platform-messages.ts';

export { roleOf, type ScriptedToken };

interface PlatformKeys {
  readonly own: CryptoKey;
  readonly foreign: CryptoKey;
  readonly jwk: object;
}

/**
 * A learning platform of the test's own, by the message examples of LTI 1.3, AGS 2.0, NRPS 2.0 and Deep Linking 2.0, with
 * real keys. It checks what a tool sends it.
 */
export class TestPlatform implements AsyncDisposable {
  static readonly clientId = 'kindlab-at-school';
  static readonly deployment = 'deployment 1/ü';
  readonly users = new Map<string, PlatformUser>();
  readonly scores: SentScore[] = [];
  readonly picked: JWTPayload[] = [];
  readonly madeItems: unknown[] = [];
  /** Statuses that scores are answered with, one after another; 200 when there is none left. */
  readonly answers: number[] = [];
  readonly origin: string;
  readonly #http: Server;
  readonly #tool: () => string;
  readonly #keys: PlatformKeys;
  readonly #tokens = new Map<string, string>();
  /** Resource links by id; a link without a line item only names where one can be made. */
  readonly links = new Map<string, PlatformLink>();

  private constructor(http: Server, tool: () => string, keys: PlatformKeys) {
    this.#http = http;
    this.#tool = tool;
    this.#keys = keys;
    this.origin = `http://localhost:${(http.address() as AddressInfo).port}`;
    http.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(400).end(String(error));
      });
    });
  }

  /** `tool`: where Kindlab is, known once it runs. */
  static async start(tool: () => string): Promise<TestPlatform> {
    const own = await generateKeyPair('RS256', { extractable: true });
    const foreign = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'school-1', alg: 'RS256', use: 'sig' };
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new TestPlatform(http, tool, { own: own.privateKey, foreign: foreign.privateKey, jwk });
  }

  /** As `kindlab lti add` takes it. */
  get registration() {
    return {
      name: 'School',
      issuer: this.origin,
      clientId: TestPlatform.clientId,
      loginUrl: `${this.origin}/auth`,
      tokenUrl: `${this.origin}/token`,
      keysUrl: `${this.origin}/keys`,
      deployments: [TestPlatform.deployment],
    };
  }

  /** What begins a launch. */
  login(user: string, link: string, target = `${this.#tool()}/course/`): URLSearchParams {
    return new URLSearchParams({
      iss: this.origin,
      login_hint: user,
      lti_message_hint: link,
      target_link_uri: target,
      client_id: TestPlatform.clientId,
    });
  }

  /** The token of a launch, as the platform's page would post it. */
  async token(user: string, link: string, nonce: string, scripted: ScriptedToken = {}): Promise<string> {
    const at = scripted.issuedAt ?? Math.floor(Date.now() / 1000);
    const known = this.users.get(user);
    if (known === undefined) throw new Error(`nobody is called ${user}`);
    const { sub, name, email, roles } = known;
    const payload = {
      iss: this.origin,
      aud: TestPlatform.clientId,
      iat: at,
      exp: at + 300,
      nonce,
      sub,
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
      [claim('version')]: '1.3.0',
      [claim('deployment_id')]: TestPlatform.deployment,
      [claim('roles')]: roles,
      [claim('context')]: { id: 'course-7', label: 'SEC 7', title: 'Secrets 7', type: [] },
      ...(link === 'pick'
        ? pickingClaims(this.origin)
        : launchClaims(this.origin, this.#tool(), link, this.links.get(link) ?? { lineItem: false })),
      ...scripted.claims,
    };
    if (scripted.header?.alg === 'none') {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.`;
    }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: scripted.header?.kid ?? 'school-1', typ: 'JWT' })
      .sign(scripted.foreignKey === true ? this.#keys.foreign : this.#keys.own);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const say = (body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
    const page = (body: string): void => {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          `<!doctype html><html lang="en"><title>School</title><main aria-label="School"><h1>Secrets 7</h1>${body}</main></html>`,
        );
    };
    const { pathname } = url;
    const item = /^\/lineitems\/([^/]+)\/lineitem\/scores$/.exec(pathname)?.[1];
    if (pathname === '/keys') say({ keys: [this.#keys.jwk] });
    else if (pathname === '/course') page(this.#coursePage(url.searchParams));
    else if (pathname === '/auth') page(await this.#authPage(url.searchParams));
    else if (pathname === '/token') say(await this.#grant(new URLSearchParams(await text(request))));
    else if (pathname === '/return') {
      const jwt = new URLSearchParams(await text(request)).get('JWT') ?? '';
      this.picked.push(await this.#fromTool(jwt, this.origin));
      page('<p>Picked</p>');
    } else if (pathname === '/lineitems' && request.method === 'POST') {
      this.#allow(request, 'lineitem');
      const made = JSON.parse(await text(request)) as { resourceLinkId: string };
      this.madeItems.push(made);
      say({ id: `${this.origin}/lineitems/made-${made.resourceLinkId}/lineitem?type=7` });
    } else if (item !== undefined && url.search === '?type=7') await this.#takeScore(item, request, response);
    else if (pathname === '/members') this.#members(request, url, say);
    else response.writeHead(404).end();
  }

  /** A course page with one activity, in a new window or in a frame. */
  #coursePage(query: URLSearchParams): string {
    const [user, link, target] = [query.get('user') ?? '', query.get('link') ?? '', query.get('target')];
    const login = `${this.#tool()}/api/lti/login?${this.login(user, link, target ?? undefined).toString()}`;
    if (query.has('frame'))
      return `<iframe title="Activity" width="900" height="700" src="${login.replaceAll('&', '&amp;')}"></iframe>`;
    return `<p><a href="${login.replaceAll('&', '&amp;')}">Open the activity</a></p>`;
  }

  async #authPage(query: URLSearchParams): Promise<string> {
    for (const [name, value] of Object.entries({
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: TestPlatform.clientId,
      redirect_uri: `${this.#tool()}/api/lti/launch`,
    }))
      if (query.get(name) !== value) throw new Error(`${name} is ${String(query.get(name))}`);
    const [user, link] = [query.get('login_hint') ?? '', query.get('lti_message_hint') ?? ''];
    const token = await this.token(user, link, query.get('nonce') ?? '');
    return `<form method="post" action="${this.#tool()}/api/lti/launch"><input type="hidden" name="id_token" value="${token}"><input type="hidden" name="state" value="${query.get('state') ?? ''}"></form><script>document.forms[0].submit()</script>`;
  }

  async #grant(form: URLSearchParams): Promise<object> {
    if (form.get('grant_type') !== 'client_credentials') throw new Error('another grant');
    const { iss, sub, jti } = await this.#fromTool(
      form.get('client_assertion') ?? '',
      `${this.origin}/token`,
    );
    if (iss !== TestPlatform.clientId || sub !== iss || jti === undefined)
      throw new Error('a wrong assertion');
    const token = randomUUID();
    this.#tokens.set(token, form.get('scope') ?? '');
    return { access_token: token, token_type: 'Bearer', expires_in: 3600, scope: form.get('scope') };
  }

  /** What a tool signed, checked with the keys that it publishes. */
  async #fromTool(jwt: string, audience: string): Promise<JWTPayload> {
    const keys = createRemoteJWKSet(new URL(`${this.#tool()}/api/lti/keys`));
    const options = {
      audience,
      issuer: TestPlatform.clientId,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat'],
    };
    return (await jwtVerify(jwt, keys, options)).payload;
  }

  #allow(request: IncomingMessage, scope: string): void {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (this.#tokens.get(token)?.endsWith(`/scope/${scope}`) !== true) throw new Error('no token for this');
  }

  async #takeScore(item: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#allow(request, 'score');
    if (request.headers['content-type'] !== 'application/vnd.ims.lis.v1.score+json')
      throw new Error('no score');
    const score = JSON.parse(await text(request)) as Omit<SentScore, 'item'>;
    const status = this.answers.shift() ?? 200;
    if (status === 200) this.scores.push({ item, ...score });
    response.writeHead(status).end();
  }

  /** One member a page. */
  #members(
    request: IncomingMessage,
    url: URL,
    say: (body: unknown, headers?: Record<string, string>) => void,
  ): void {
    this.#allow(request, 'contextmembership.readonly');
    const page = Number(url.searchParams.get('page') ?? 0);
    const all = [...this.users.values()];
    const members = all
      .slice(page, page + 1)
      .map(({ sub, status = 'Active', ...rest }) => ({ user_id: sub, status, ...rest }));
    const next = `${this.origin}/members?course=7&page=${page + 1}`;
    say(
      { id: url.href, context: { id: 'course-7' }, members },
      {
        'content-type': 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
        ...(page + 1 < all.length ? { link: `<${next}>; rel="next"` } : {}),
      },
    );
  }
}
