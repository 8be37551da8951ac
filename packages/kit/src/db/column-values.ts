import { parseArray } from './parse-array.ts'

type Parse = (text: string) => unknown

const asText: Parse = (text) => text
const BEFORE_CHRIST = /^(\d+)(.*) (.*) BC$/
/** PostgreSQL counts years before Christ from 1, and JavaScript from 0 down. */
const instantOf: Parse = (text) => {
  const [, year, day, time] = BEFORE_CHRIST.exec(text) ?? []
  if (year === undefined) return new Date(text)
  const sign = year === '0001' ? '+' : '-'
  return new Date(`${sign}${String(Number(year) - 1).padStart(6, '0')}${day}T${time}:00`)
}
const byteaOf: Parse = (text) => Buffer.from(text.slice(2), 'hex')

/** How a value's text becomes JavaScript, for a type and for arrays of it. The text of other types stays text. */
const types: [type: number, arrayType: number, parse: Parse][] = [
  [16, 1000, (text) => text === 't'], // bool
  [17, 1001, byteaOf],
  [18, 1002, asText], // "char"
  [19, 1003, asText], // name
  [20, 1016, Number], // int8
  [21, 1005, Number], // int2
  [23, 1007, Number], // int4
  [25, 1009, asText], // text
  [26, 1028, Number], // oid
  [114, 199, JSON.parse], // json
  [700, 1021, Number], // float4
  [701, 1022, Number], // float8
  [1042, 1014, asText], // char(n)
  [1043, 1015, asText], // varchar
  [1082, 1182, asText], // date
  [1083, 1183, asText], // time
  [1114, 1115, asText], // timestamp
  [1184, 1185, instantOf], // timestamptz
  [1186, 1187, asText], // interval
  [1700, 1231, Number], // numeric
  [2950, 2951, asText], // uuid
  [3802, 3807, JSON.parse], // jsonb
]

/** Both drivers read values by this table, so that they cannot differ. */
export const columnParsers: Readonly<Record<number, Parse>> = Object.fromEntries(
  types.flatMap(([type, arrayType, parse]) => [
    [type, parse],
    [arrayType, (text: string) => parseArray(text, parse)],
  ]),
)
