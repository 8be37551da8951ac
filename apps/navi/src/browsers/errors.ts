import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const browserErrors = defineErrors({
  'browser.invalid_subscription': {
    status: 400,
    title: 'Not a subscription',
    detail: 'That is not a push subscription of a browser',
    advice: 'Send what `PushSubscription.toJSON()` gives. Its endpoint is a server of the public internet.',
  },
})

export const { fail } = browserErrors
