import type { FastifyInstance } from 'fastify'
import { publishEvents } from '@groundwork/kit/app/publish-events'
import { configuredLimits } from '@groundwork/kit/app/limit-variables'
import { authErrors } from '@groundwork/kit/auth/errors'
import { databaseErrors } from '@groundwork/kit/db/errors'
import { joinErrors } from '@groundwork/kit/errors/define-errors'
import { versionedBy } from '@groundwork/kit/http/api-versions'
import { createServer, type Mount } from '@groundwork/kit/http/create-server'
import { httpErrors } from '@groundwork/kit/http/errors'
import { openToApiKeys } from '@groundwork/kit/http/scopes'
import { takingKeys } from '@groundwork/kit/http/idempotency-key'
import { securityHeaders } from '@groundwork/kit/http/security-headers'
import { idempotencyErrors } from '@groundwork/kit/idempotency/errors'
import { handleJob, subscribe, subscribeAtOnce, unheard } from '@groundwork/kit/jobs/job-handler'
import type { JobRunnerOptions } from '@groundwork/kit/jobs/job-runner'
import { roleErrors } from '@groundwork/kit/rbac/errors'
import { createLimiter } from '@groundwork/kit/limits/create-limiter'
import { sendMailWith } from '@groundwork/kit/mail/send-mail'
import { dataExportErrors } from './data-export/errors.ts'
import { dataExportJobs, dataExportSchedules } from './data-export/jobs.ts'
import { dataExportRoutes } from './data-export/routes.ts'
import { deletionJobs, deletionSchedules } from './account-deletion/jobs.ts'
import { declaringRefusal, refusingLeaving } from './account-deletion/refuse-leaving.ts'
import { deletionRoutes } from './account-deletion/routes.ts'
import { accountErrors } from './accounts/errors.ts'
import { accountJobs, accountSchedules } from './accounts/jobs.ts'
import { profileRoutes } from './accounts/profile-routes.ts'
import { recoveryRoutes } from './accounts/recovery-routes.ts'
import { accountRoutes } from './accounts/routes.ts'
import { signInRoutes } from './accounts/sessions-routes.ts'
import { apiKeyErrors } from './api-keys/errors.ts'
import { apiKeyRoutes } from './api-keys/routes.ts'
import { award, backfill } from './achievements/achievements.ts'
import { achievementEarned } from './achievements/events.ts'
import { backfillAchievements } from './achievements/jobs.ts'
import { achievementRoutes } from './achievements/routes.ts'
import { changesGuide, changesRoute } from '@groundwork/kit/openapi/changes-route'
import { docsRoutes } from '@groundwork/kit/openapi/docs-routes'
import type { Actor } from './actor.ts'
import { breathingErrors } from './breathing/errors.ts'
import { breathingRoutes } from './breathing/routes.ts'
import { LIBRARY, ownPractice } from './cached.ts'
import { corsOrigins } from './config.ts'
import { customSequenceErrors } from './custom-sequences/errors.ts'
import { customSequenceRoutes } from './custom-sequences/routes.ts'
import { REQUEST_TIMEOUT_MS, type Deps } from './deps.ts'
import { errorFormat } from './error-format.ts'
import { favoriteRoutes } from './favorites/routes.ts'
import { goalErrors } from './goals/errors.ts'
import { goalRoutes } from './goals/routes.ts'
import { historyRoutes } from './history/routes.ts'
import { imageErrors } from './images/errors.ts'
import { imageRoutes } from './images/routes.ts'
import { contentImportRoutes } from './content-import/routes.ts'
import { contentHistoryErrors } from './content-history/errors.ts'
import { contentHistoryRoutes } from './content-history/routes.ts'
import { contentChanged } from './content-history/events.ts'
import { keptAnswerJobs, keptAnswerSchedules } from './kept-answers/jobs.ts'
import { limits } from './limits.ts'
import { poseAdminRoutes } from './pose-admin/routes.ts'
import { poseErrors } from './poses/errors.ts'
import { poseRoutes } from './poses/routes.ts'
import { preferenceRoutes } from './preferences/routes.ts'
import { practiceSessionErrors } from './practice-sessions/errors.ts'
import { practiceSessionEnded } from './practice-sessions/events.ts'
import { practiceSessionRoutes } from './practice-sessions/routes.ts'
import { roleUserErrors } from './roles/errors.ts'
import { roleRoutes } from './roles/routes.ts'
import { sequenceAdminErrors } from './sequence-admin/errors.ts'
import { sequenceAdminRoutes } from './sequence-admin/routes.ts'
import { searchRoutes } from './search/routes.ts'
import { sequenceErrors } from './sequences/errors.ts'
import { sequenceRoutes } from './sequences/routes.ts'
import { serviceRoutes } from './service/routes.ts'
import { userErrors } from './user-admin/errors.ts'
import { userAdminRoutes } from './user-admin/routes.ts'
import { uploadErrors } from './uploads/errors.ts'
import { uploadedImageRoutes, uploadRoutes } from './uploads/routes.ts'
import { timeErrors } from './time/errors.ts'
import { apiVersions } from './versions/versions.ts'

const docs = docsRoutes<Deps, Actor>({
  title: 'YogaFlow API',
  documentFile: new URL('../generated/openapi.json', import.meta.url),
})
const changes = changesRoute<Deps, Actor>(new URL('../generated/changes.md', import.meta.url))

const apiRoutes = declaringRefusal([
  ...accountRoutes,
  ...recoveryRoutes,
  ...profileRoutes,
  ...dataExportRoutes,
  ...deletionRoutes,
  ...preferenceRoutes,
  ...signInRoutes,
  ...apiKeyRoutes,
  ...roleRoutes,
  ...userAdminRoutes,
  ...poseRoutes,
  ...poseAdminRoutes,
  ...sequenceAdminRoutes,
  ...contentHistoryRoutes,
  ...contentImportRoutes,
  ...sequenceRoutes,
  ...customSequenceRoutes,
  ...favoriteRoutes,
  ...searchRoutes,
  ...practiceSessionRoutes,
  ...historyRoutes,
  ...uploadRoutes,
  ...goalRoutes,
  ...achievementRoutes,
  ...breathingRoutes,
])

/** Every endpoint of YogaFlow. */
export const mounts: readonly Mount<Deps, Actor>[] = [
  { prefix: '', bindings: [...serviceRoutes, ...docs, changes, ...imageRoutes, ...uploadedImageRoutes] },
  { prefix: '/api/v1', bindings: versionedBy(apiVersions, openToApiKeys(takingKeys(apiRoutes))) },
]

/** Every error code that YogaFlow answers. */
export const errors = joinErrors(
  httpErrors,
  idempotencyErrors,
  databaseErrors,
  authErrors,
  accountErrors,
  apiKeyErrors,
  roleErrors,
  roleUserErrors,
  userErrors,
  dataExportErrors,
  imageErrors,
  poseErrors,
  sequenceErrors,
  sequenceAdminErrors,
  contentHistoryErrors,
  customSequenceErrors,
  practiceSessionErrors,
  goalErrors,
  breathingErrors,
  timeErrors,
  uploadErrors,
)

const events = [practiceSessionEnded, achievementEarned, contentChanged]

/** What runs behind the requests: every event with those who hear it, every job, every schedule. */
export const createWork = (deps: Deps) =>
  ({
    events,
    subscribers: [
      subscribe(practiceSessionEnded, 'achievements.award', ({ payload }) => award(deps, payload.userId)),
      subscribeAtOnce(practiceSessionEnded, 'practice.forget', ({ userId }) =>
        deps.cache.invalidate([ownPractice(userId)]),
      ),
      unheard(achievementEarned),
      subscribeAtOnce(contentChanged, 'library.forget', () => deps.cache.invalidate([LIBRARY])),
      ...publishEvents(deps.eventStream, 'yogaflow', events),
    ],
    jobs: [
      sendMailWith(deps.mailer),
      ...accountJobs(deps),
      ...dataExportJobs(deps),
      ...deletionJobs(deps),
      ...keptAnswerJobs(deps),
      handleJob(backfillAchievements, ({ payload }) => backfill(deps, payload.afterUserId)),
    ],
    schedules: [...accountSchedules, ...deletionSchedules, ...dataExportSchedules, ...keptAnswerSchedules],
  }) satisfies Partial<JobRunnerOptions>

/** Largest request body, where an endpoint does not say otherwise. */
export const BODY_LIMIT_BYTES = 1024 * 1024

/** The HTTP server of YogaFlow, not yet listening. `strict` fails answers that leave their contract, for tests. */
export function createApp(deps: Deps, { strict = false } = {}): FastifyInstance {
  const { config } = deps
  return createServer<Deps, Actor>({
    deps,
    mounts,
    errors,
    errorFormat,
    authenticate: refusingLeaving(deps.signIn.authenticate),
    limiter: createLimiter({
      ...configuredLimits(limits, config),
      counter: deps.limitCounter,
      onDecision: deps.telemetry.limits.onDecision,
    }),
    cache: deps.cache,
    headers: securityHeaders({ production: config.APP_ENV === 'production' }),
    cors: {
      origins: corsOrigins(config),
      exposedHeaders: [
        'ETag',
        'X-Total-Count',
        'X-Request-Id',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'Idempotency-Replayed',
        'API-Version',
        'Deprecation',
        'Sunset',
        'Link',
      ],
    },
    trustedProxies: config.TRUSTED_PROXIES,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    isDraining: deps.health.isDraining,
    apiKeyLimit: { limit: 'api_keys', insteadOf: 'user' },
    refusedLimit: 'refused',
    clock: deps.clock,
    changesGuide,
    keyed: { answer: deps.keptAnswers.answer, depsOn: (db) => ({ ...deps, db }) },
    strict,
    ...deps.telemetry.server,
  })
}
