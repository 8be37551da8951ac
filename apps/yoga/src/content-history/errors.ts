import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const contentHistoryErrors = defineErrors({
  'content_version.not_found': {
    status: 404,
    title: 'Content version not found',
    detail: ({ id }: { id: number }) => `Content version with ID ${id} not found`,
    advice: 'List the content history to see which versions exist.',
  },
})

export const { fail } = contentHistoryErrors
