import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const practiceSessionErrors = defineErrors({
  'practice_session.not_found': {
    status: 404,
    title: 'Practice session not found',
    detail: ({ id }: { id: number }) => `Session with ID ${id} not found`,
    advice: 'Start a session, or read the history to see which exist.',
  },
  'practice_session.not_yours': {
    status: 403,
    title: 'Practice session of somebody else',
    detail: 'This session belongs to another user.',
    advice: 'Use the id that starting your own session answered.',
  },
  'practice_session.none_active': {
    status: 404,
    title: 'No active practice session',
    detail: 'There is no active session.',
    advice: 'Start one.',
  },
  'practice_session.already_ended': {
    status: 409,
    title: 'Practice session already ended',
    detail: 'This session has ended and can no longer be paused.',
    advice: 'Start a new session.',
  },
  'practice_session.day_exceeded': {
    status: 422,
    title: 'More practice than a day holds',
    detail: 'With this session you would have practised for more than 24 hours within 24 hours.',
    advice: 'Send the time that was really practised, in seconds.',
  },
  'practice_session.in_the_future': {
    status: 422,
    title: 'Practice session in the future',
    detail: 'The session ends in the future.',
    advice: 'Send when the practice ended; check the clock of the device.',
  },
})

export const { fail } = practiceSessionErrors
