import { defineErrors } from '../errors/define-errors.ts'

export const mailErrors = defineErrors({
  'mail.unavailable': {
    status: 503,
    title: 'Mail server unavailable',
    detail: 'The mail server does not take messages at the moment.',
    advice: 'Nothing has to be done: the message is sent again later.',
    retryable: true,
  },
  'mail.rejected': {
    status: 422,
    title: 'Message rejected',
    detail: 'The message was refused for good: its recipient does not exist or does not take it.',
    advice: 'Check the address. The same message is not sent again.',
  },
})
