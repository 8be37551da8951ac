/**
 * The one body every figure is drawn with. Lengths and radii in figure units;
 * she stands 190 units tall, so a view box of 400 x 300 holds her with raised arms.
 */

/** Bone lengths. */
export const LENGTHS = {
  torso: 58,
  neck: 10,
  head: 11,
  upperArm: 31,
  forearm: 28,
  hand: 15,
  thigh: 47,
  shin: 45,
  foot: 19,
} as const

/** Half the distance between the two shoulder joints / hip joints, seen from the front. */
export const SHOULDER_HALF_WIDTH = 15
export const HIP_HALF_WIDTH = 8

/** Where along the spine (0 pelvis, 1 base of the neck) the shoulder joints and the middle of the chest lie. */
export const SHOULDER_AT = 0.86
export const CHEST_AT = 0.7

/** Radii of the limbs from the upper to the lower joint. */
export const RADII = {
  upperArm: [6.2, 4.7],
  forearm: [4.9, 3.4],
  thigh: [12, 10.8, 7.4],
  shin: [7.4, 7.7, 4.5],
  neck: 5,
  head: 13,
} as const

/** Length of the sleeve as part of the upper arm. */
export const SLEEVE_LENGTH = 0.45

/** One station of the torso outline: half widths towards the front and the back (side view) and sideways (front view). */
export interface TorsoStation {
  readonly at: number
  readonly front: number
  readonly back: number
  readonly side: number
}

export const TORSO: readonly TorsoStation[] = [
  { at: 0, front: 10.5, back: 13.5, side: 18 },
  { at: 0.3, front: 9.6, back: 9.6, side: 13.8 },
  { at: 0.45, front: 9.4, back: 8.2, side: 12.2 },
  { at: 0.68, front: 11.6, back: 9.6, side: 14 },
  { at: 0.86, front: 10.4, back: 9.6, side: 16.5 },
  { at: 1, front: 5.2, back: 5.8, side: 7 },
]

/** The station at which the leggings end and the top begins. */
export const WAIST_STATION = 1
