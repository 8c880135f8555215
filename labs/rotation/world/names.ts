/** The names that this lab's page, scripts and checks agree on. Those of the logins are the lab's before. */
export const names = {
  namespace: 'shop',
  deployment: 'shop',
  service: 'shop',
  secret: 'shop-db',
  authRole: 'shop-app',
  role: 'app',
  reloaderNamespace: 'reloader',
} as const;

/** One image with the shop, its customer and the reloader; every node has it. */
export const shopImage = 'kindlab/shop:1';

/** Whether an image is ours, written with or without the registry that Kubernetes puts before it. */
export function isShopImage(image: string): boolean {
  return image.replace(/^docker\.io\//, '') === shopImage;
}

export const annotations = {
  auto: 'reloader.stakater.com/auto',
  secrets: 'secret.reloader.stakater.com/reload',
  /** What the reloader writes into the pod template. */
  mark: 'reloader.stakater.com/last-reloaded-from',
  /** What `kubectl rollout restart` writes there. */
  restartedAt: 'kubectl.kubernetes.io/restartedAt',
} as const;

/** How the reloader signs what it writes, in the API server's records. */
export const reloaderManager = 'reloader';
