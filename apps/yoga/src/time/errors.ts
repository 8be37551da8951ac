import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const timeErrors = defineErrors({
  'time_zone.unknown': {
    status: 422,
    title: 'Unknown time zone',
    detail:
      'The time zone is not known here. Set the one of your profile, or send `timezone`, such as `Europe/London`.',
    advice: 'Use a name of the IANA time zone database. Very new names may not be known everywhere yet.',
  },
})

export const { fail } = timeErrors
