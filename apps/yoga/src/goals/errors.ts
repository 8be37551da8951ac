import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const goalErrors = defineErrors({
  'goal.not_found': {
    status: 404,
    title: 'Goal not found',
    detail: ({ id }: { id: number }) => `Goal with ID ${id} not found`,
    advice: 'List your goals to see which exist.',
  },
  'goal.kind_taken': {
    status: 409,
    title: 'Goal of this kind exists',
    detail: 'You already have a goal of this kind. Change its target, or delete it first.',
    advice: 'Change the target with `PUT /goals/{goal_id}`.',
  },
  'goal.out_of_reach': {
    status: 422,
    title: 'Goal out of reach',
    detail:
      'The target is more than a week or a month holds: at most 100 sessions or 10080 minutes a week, or 44640 minutes a month.',
    advice: 'Send a smaller target.',
  },
})

export const { fail } = goalErrors
