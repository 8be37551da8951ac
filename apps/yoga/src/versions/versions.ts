import { defineApiVersions } from '@groundwork/kit/http/api-versions'
import { openSessions } from './2026-11-21-open-sessions.ts'

/** The versions of YogaFlow's API. Programs that ask for none get the oldest, in which existing clients are written. */
export const apiVersions = defineApiVersions('2026-03-01', [openSessions])
