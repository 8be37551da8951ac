import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const dataExportErrors = defineErrors({
  'data_export.not_ready': {
    status: 404,
    title: 'No export to download',
    detail:
      'There is no copy of your data to download: it was not asked for, is not ready yet, or has expired.',
    advice: 'Ask for one with `POST /profile/export`, and read its state until it is ready.',
  },
})

export const { fail } = dataExportErrors
