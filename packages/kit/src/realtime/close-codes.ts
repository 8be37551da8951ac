/** Why the server ends a connection. */
export interface CloseCode {
  code: number
  /** Sent with the code. */
  reason: string
  /** Whether the client is to come back by itself. Of our own codes those from 4500 up are final. */
  retry: boolean
  meaning: string
}

/** Every code with which the server closes. A connection that no longer answers is cut without one (the client sees 1006). */
export const closeCodes = {
  tooLarge: {
    code: 1009,
    reason: '',
    retry: true,
    meaning: 'A frame was larger than 16 KiB.',
  },
  restarting: {
    code: 1012,
    reason: 'server restarts',
    retry: true,
    meaning: 'The server stops. Wait as long as its `reconnect` frame says.',
  },
  unavailable: {
    code: 1013,
    reason: 'try again later',
    retry: true,
    meaning: 'The server could not check the token just now.',
  },
  authTimeout: {
    code: 4001,
    reason: 'not authenticated in time',
    retry: true,
    meaning: 'No `auth` frame came within 10 s.',
  },
  slowReader: {
    code: 4002,
    reason: 'reads too slowly',
    retry: true,
    meaning: 'The client left too much unread for 10 s. What it has not read is sent after it resumes.',
  },
  tooManyFrames: {
    code: 4003,
    reason: 'too many frames',
    retry: true,
    meaning: 'The client sent more than 50 frames in a second.',
  },
  invalidToken: {
    code: 4500,
    reason: 'invalid token',
    retry: false,
    meaning: 'The token is missing, wrong or expired. Get another one first.',
  },
  sessionEnded: {
    code: 4501,
    reason: 'session ended',
    retry: false,
    meaning: 'The session that the token belongs to was ended.',
  },
  replaced: {
    code: 4502,
    reason: 'replaced by a newer connection',
    retry: false,
    meaning: 'The same person opened more connections than one may have; the oldest was closed.',
  },
} as const satisfies Record<string, CloseCode>

/** Why a process closes a connection. */
export type CloseReason = keyof typeof closeCodes
