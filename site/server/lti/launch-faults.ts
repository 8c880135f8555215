import { RequestFault } from '../fault-to-response.ts';
import type { Platform } from '../state/lti-platform-rows.ts';

const again = 'Open the activity in your course again.';
const operator = 'Whoever operates Kindlab sees with `kindlab lti list` what is registered';

function refused(status: number, message: string, hint: string): RequestFault {
  return new RequestFault(status, { code: 'NOT_ALLOWED', message, hint });
}

/** Why a launch is refused, in words for the person in front of it. */
export const badLaunch = {
  unknownPlatform: (issuer: string, clientId: string | undefined) =>
    refused(
      403,
      `No learning platform ${issuer.slice(0, 200)}${clientId === undefined ? '' : ` with the client id ${clientId.slice(0, 100)}`} is registered here.`,
      `${operator}, and registers it with \`kindlab lti add\`.`,
    ),
  unknownDeployment: ({ name }: Platform, deployment: string) =>
    refused(
      403,
      `Kindlab is not registered for the deployment ${deployment.slice(0, 100)} of ${name}.`,
      `${operator}; a deployment has to be named there.`,
    ),
  notBegun: () =>
    refused(400, 'This launch was not begun here, was used before, or was begun too long ago.', again),
  noCookie: () =>
    refused(
      400,
      'Your browser did not bring back the cookie that this launch began with.',
      'Have your course open Kindlab in a window of its own, by HTTPS; browsers keep cookies from pages within other pages.',
    ),
  replayed: () => refused(403, 'What the learning platform sent belongs to another launch.', again),
  tooOld: () =>
    refused(
      403,
      'What the learning platform sent is too old.',
      `${again} If it stays, the clocks of the two servers differ.`,
    ),
  notForUs: ({ name }: Platform) =>
    refused(
      403,
      `What ${name} sent is not for this Kindlab.`,
      `${operator}: issuer and client id have to be those of the platform.`,
    ),
  notSigned: ({ name }: Platform, cause: Error) => {
    const fault = refused(
      403,
      `What arrived is not signed by ${name}.`,
      `${again} If it stays: ${operator}; the address of its keys may be wrong.`,
    );
    fault.cause = cause;
    return fault;
  },
  noKeys: ({ name }: Platform, cause: unknown) => {
    const fault = new RequestFault(502, {
      code: 'PROBE_FAILED',
      message: `${name} did not tell its keys, so that nothing it sends can be believed.`,
      hint: `${again} If it stays: ${operator}; the address of its keys may be wrong.`,
    });
    fault.cause = cause;
    return fault;
  },
  notUnderstood: (issue: { readonly path?: readonly PropertyKey[] } | undefined) =>
    refused(
      400,
      `What the learning platform sent is no LTI 1.3 launch that Kindlab knows${issue?.path === undefined ? '' : ` (see ${issue.path.join('.')})`}.`,
      'Kindlab takes resource links and deep linking; ask whoever set it up in your course.',
    ),
  noCourse: () =>
    refused(
      400,
      'The learning platform did not say which course this is.',
      'Open Kindlab from within a course.',
    ),
  notOpened: (title: string) =>
    refused(
      403,
      `“${title}” is not open on Kindlab yet.`,
      'It opens when somebody who teaches it opens this activity for the first time.',
    ),
  addressTaken: (email: string) =>
    refused(
      409,
      `There is an account with the address ${email} here that is not linked to your learning platform.`,
      'Sign in at /sign-in/ as that account, then open the activity again: the two are linked by that.',
    ),
  disabled: () => refused(403, 'Your account here is disabled.', 'Ask an administrator of this server.'),
  teachersOnly: () =>
    refused(
      403,
      'Only those who teach the course may pick what it links to.',
      'Ask an instructor of the course.',
    ),
  nothingToPick: () =>
    refused(
      400,
      'The learning platform takes no links to activities here.',
      'Add Kindlab as an activity or external tool.',
    ),
  pickedTooLate: () =>
    refused(400, 'This choice was made before, or too long ago.', 'Begin again in your course.'),
};
