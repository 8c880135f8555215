import { openPglite } from './open-pglite.ts';

/** Makes an empty database in the folder that it is given. A process of its own: it takes 300 MiB, which end with it. */
const [folder = ''] = process.argv.slice(2);
const pglite = openPglite(folder);
await pglite.waitReady;
await pglite.close();
