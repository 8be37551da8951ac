import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const peopleErrors = defineErrors({
  'token.invalid_token': {
    status: 401,
    title: 'Token not valid',
    detail: 'Invalid or expired token',
    advice: 'Refresh the token, or register again: then the pairing of before is lost.',
  },
  'device.missing_device_token': {
    status: 400,
    title: 'No device token',
    detail: 'Device token is required',
    advice: 'Send `deviceToken`, a text of 1 to 200 characters, or no body at all.',
  },
  'device.device_not_found': {
    status: 404,
    title: 'Device not found',
    detail: 'Device not found',
    advice: 'List your devices to see which there are.',
  },
  'user.user_not_found': {
    status: 404,
    title: 'User not found',
    detail: 'User not found',
    advice: 'Ask for yourself: nobody else is shown.',
  },
  'user.not_yours': {
    status: 403,
    title: 'Somebody else',
    detail: 'That is another user',
    advice: 'Leave `userId` out, or send your own.',
  },
})

export const { fail } = peopleErrors
