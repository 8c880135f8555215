/** Where platforms send browsers, and fetch our keys. */
export const ltiPath = {
  /** Begins a launch. */
  login: '/api/lti/login',
  /** What the platform answered, posted by its page. */
  launch: '/api/lti/launch',
  /** The next step in our own name, with the cookies of this site. */
  enter: '/api/lti/enter',
  /** Where deep linking leads, and what was picked is posted to. */
  pick: '/api/lti/pick',
  keys: '/api/lti/keys',
} as const;

/** Posted by pages of platforms: what protects them is the signature and the state in them, not where they come from. */
export const postedFromElsewhere: ReadonlySet<string> = new Set([ltiPath.login, ltiPath.launch]);
