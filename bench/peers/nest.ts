import 'reflect-metadata'
import {
  Body,
  Controller,
  Get,
  Global,
  HttpCode,
  Inject,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
  Res,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { JwtModule, JwtService } from '@nestjs/jwt'
import { FastifyAdapter, RouteSchema, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler'
import { Type } from 'class-transformer'
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator'
import { LogController, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AddressInfo } from 'node:net'
import { logRequests, NO_LIMIT, registerUsualPlugins, type Claims } from './fastify-plugins.ts'
import { announce, answerSchema, readSettings } from './settings.ts'
import { createReadiness, createTextCache, createYogaData, POSES_TTL_MS, type YogaData } from './yoga-data.ts'

/** NestJS on Fastify: controllers, guards, pipes and DTOs as its documentation shows, the same Fastify plugins below. */
const settings = readSettings()
const data = createYogaData(settings.databaseUrl, settings.statements)
const isReady = createReadiness(data)
process.on(
  'message',
  (question) => question === 'statements' && process.send!({ statements: data.statementsSent() }),
)

const YOGA_DATA = 'yoga data'
const answers = (method: string, path: string, status: number) =>
  RouteSchema({ response: { [status]: answerSchema(settings, method, path, status) } })

interface Authenticated extends FastifyRequest {
  user: Claims
}

class PosesQuery {
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) page = 1
  @Type(() => Number) @IsInt() @Min(1) @Max(100) page_size = 20
  @IsOptional() @IsString() @MaxLength(100) search?: string
  @IsOptional() @IsString() category?: string
  @IsOptional() @IsIn(['beginner', 'intermediate', 'advanced']) difficulty?: string
  @IsIn(['name', 'easiest', 'hardest']) sort = 'name'
}

class StartBody {
  @IsInt() @Min(1) @Max(2_147_483_647) sequence_id!: number
}

class CompleteBody {
  @IsInt() @Min(1) @Max(2_147_483_647) session_id!: number
  @IsInt() @Min(0) @Max(14_400) duration_seconds!: number
  @IsOptional() @IsInt() @Min(0) @Max(1000) poses_completed?: number
  @IsOptional() @IsIn(['completed', 'partial', 'abandoned']) completion_status?: string
}

@Injectable()
class TokenGuard implements CanActivate {
  constructor(private readonly jwt: JwtService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Authenticated>()
    const [kind, token] = request.headers.authorization?.split(' ') ?? []
    if (kind !== 'Bearer' || token === undefined) throw new UnauthorizedException()
    try {
      request.user = await this.jwt.verifyAsync<Claims>(token, { issuer: 'yogaflow', audience: 'yogaflow' })
    } catch {
      throw new UnauthorizedException()
    }
    return true
  }
}

@Injectable()
class PersonThrottlerGuard extends ThrottlerGuard {
  protected override getTracker(request: Authenticated): Promise<string> {
    return Promise.resolve(request.user?.sub ?? request.ip)
  }
}

@Injectable()
class PosesService {
  private readonly cachedText = createTextCache(POSES_TTL_MS)
  constructor(@Inject(YOGA_DATA) private readonly yoga: YogaData) {}

  list(query: PosesQuery): Promise<string> {
    const load = async () => JSON.stringify(await this.yoga.listPoses(query.page, query.page_size))
    return this.cachedText(JSON.stringify(query), load)
  }
}

@Controller('api/v1/poses')
@UseGuards(PersonThrottlerGuard)
class PosesController {
  constructor(private readonly poses: PosesService) {}

  @Get()
  async list(@Query() query: PosesQuery, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.type('application/json; charset=utf-8')
    return this.poses.list(query)
  }
}

@Injectable()
class SequencesService {
  constructor(@Inject(YOGA_DATA) private readonly yoga: YogaData) {}

  async get(userId: number, sequenceId: number) {
    const sequence = await this.yoga.getSequence(userId, sequenceId)
    if (!sequence) throw new NotFoundException()
    return sequence
  }
}

@Controller('api/v1/sequences')
@UseGuards(TokenGuard, PersonThrottlerGuard)
class SequencesController {
  constructor(private readonly sequences: SequencesService) {}

  @Get(':sequence_id')
  @answers('get', '/api/v1/sequences/{sequence_id}', 200)
  get(@Req() request: Authenticated, @Param('sequence_id', ParseIntPipe) sequenceId: number) {
    return this.sequences.get(Number(request.user.sub), sequenceId)
  }
}

@Injectable()
class SessionsService {
  constructor(@Inject(YOGA_DATA) private readonly yoga: YogaData) {}

  async start(userId: number, body: StartBody) {
    const session = await this.yoga.startSession(userId, body.sequence_id)
    if (!session) throw new NotFoundException()
    return session
  }

  async complete(userId: number, body: CompleteBody) {
    const session = await this.yoga.completeSession(userId, body)
    if (!session) throw new NotFoundException()
    return session
  }
}

@Controller('api/v1/sessions')
@UseGuards(TokenGuard, PersonThrottlerGuard)
class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post('start')
  @answers('post', '/api/v1/sessions/start', 201)
  start(@Req() request: Authenticated, @Body() body: StartBody) {
    return this.sessions.start(Number(request.user.sub), body)
  }

  @Post('complete')
  @HttpCode(200)
  @answers('post', '/api/v1/sessions/complete', 200)
  complete(@Req() request: Authenticated, @Body() body: CompleteBody) {
    return this.sessions.complete(Number(request.user.sub), body)
  }
}

@Controller('health')
class HealthController {
  @Get('ready')
  @answers('get', '/health/ready', 200)
  async ready() {
    return { status: (await isReady()) ? 'pass' : 'fail' }
  }
}

@Global()
@Module({
  providers: [{ provide: YOGA_DATA, useValue: data }],
  exports: [YOGA_DATA],
})
class DataModule {}

@Module({
  imports: [
    DataModule,
    JwtModule.register({ secret: settings.tokenSecret }),
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: NO_LIMIT }]),
  ],
  controllers: [PosesController, SequencesController, SessionsController, HealthController],
  providers: [PosesService, SequencesService, SessionsService],
})
class AppModule {}

const adapter = new FastifyAdapter({
  logger: true,
  logController: new LogController({ disableRequestLogging: true }),
})
const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
  logger: ['warn', 'error'],
})
const server = adapter.getInstance()
logRequests(server as never)
await registerUsualPlugins(server as never, data)
app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }))
await app.listen(0, '127.0.0.1')
announce((app.getHttpServer().address() as AddressInfo).port)
