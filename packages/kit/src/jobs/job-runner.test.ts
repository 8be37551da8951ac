import { testJobs } from '../testing/job-suite.ts'

testJobs({})
