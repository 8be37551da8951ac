import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const imageErrors = defineErrors({
  'image.not_found': {
    status: 404,
    title: 'Image not found',
    detail: 'There is no image with this name.',
    advice: 'Use the addresses that poses list in `image_urls`.',
  },
})

export const { fail } = imageErrors
