/** What is known of a pose apart from its texts: clients and stored sequences rely on the ids. */
export interface PoseFacts {
  poseId: number
  nameEnglish: string
  nameSanskrit: string
  category: string
  difficulty: string
  holdSeconds: number
  isTwoSided: boolean
  targetAreas: readonly string[]
}

const TABLE = `
1 | Mountain Pose | Tadasana | standing | beginner | 60 | - | full body, legs, core
2 | Child's Pose | Balasana | restorative | beginner | 120 | - | back, hips, thighs, ankles
3 | Downward Facing Dog | Adho Mukha Svanasana | inversions | beginner | 60 | - | full body, shoulders, hamstrings, calves, hands, spine
4 | Cat-Cow Pose | Marjaryasana-Bitilasana | seated | beginner | 60 | - | spine, neck, back, abdomen, hips
5 | Corpse Pose | Savasana | restorative | beginner | 300 | - | full body, mind, nervous system
6 | Easy Pose | Sukhasana | seated | beginner | 120 | - | hips, spine, mind
7 | Standing Forward Bend | Uttanasana | forward_bends | beginner | 45 | - | hamstrings, calves, back, spine
8 | Warrior I | Virabhadrasana I | standing | beginner | 45 | two-sided | legs, hips, chest, shoulders, arms
9 | Bridge Pose | Setu Bandha Sarvangasana | backbends | beginner | 60 | - | spine, chest, legs, glutes
10 | Tree Pose | Vrksasana | balancing | beginner | 60 | two-sided | legs, ankles, core, hips
11 | Warrior II | Virabhadrasana II | standing | intermediate | 45 | two-sided | legs, hips, chest, shoulders, arms
12 | Triangle Pose | Trikonasana | standing | intermediate | 45 | two-sided | legs, hips, side body, spine
13 | Extended Side Angle Pose | Utthita Parsvakonasana | standing | intermediate | 45 | two-sided | legs, hips, side body, chest, shoulders
14 | Seated Forward Bend | Paschimottanasana | forward_bends | intermediate | 60 | - | hamstrings, spine, back, shoulders
15 | Boat Pose | Navasana | balancing | intermediate | 30 | - | core, hip flexors, spine, legs
16 | Cobra Pose | Bhujangasana | backbends | intermediate | 30 | - | spine, chest, shoulders, abdomen, back muscles
17 | Camel Pose | Ustrasana | backbends | intermediate | 45 | - | spine, chest, hip flexors, thighs, throat
18 | Seated Spinal Twist | Ardha Matsyendrasana | twists | intermediate | 45 | two-sided | spine, shoulders, hips, neck
19 | Dolphin Pose | Ardha Pincha Mayurasana | inversions | intermediate | 45 | - | shoulders, arms, legs, hamstrings, spine
20 | Pigeon Pose | Eka Pada Rajakapotasana | restorative | intermediate | 90 | two-sided | hips, glutes, hip flexors, lower back
21 | Crow Pose | Bakasana | arm_balances | advanced | 30 | - | arms, wrists, core, shoulders
22 | Headstand | Sirsasana | inversions | advanced | 60 | - | arms, shoulders, core, spine
23 | Wheel Pose | Urdhva Dhanurasana | backbends | advanced | 30 | - | spine, chest, shoulders, wrists, legs, hip flexors
24 | Side Plank | Vasisthasana | arm_balances | advanced | 30 | two-sided | arms, wrists, core, obliques, legs
25 | King Dancer Pose | Natarajasana | balancing | advanced | 45 | two-sided | legs, ankles, shoulders, chest, thighs, spine
26 | Forearm Stand | Pincha Mayurasana | inversions | advanced | 30 | - | shoulders, arms, core, wrists
27 | Firefly Pose | Tittibhasana | arm_balances | advanced | 20 | - | arms, wrists, core, hamstrings, hips
28 | Bound Angle Pose | Baddha Konasana | seated | advanced | 90 | - | hips, groins, inner thighs, knees
29 | Plow Pose | Halasana | inversions | advanced | 60 | - | spine, shoulders, neck, hamstrings
30 | Shoulder Stand | Sarvangasana | inversions | advanced | 90 | - | shoulders, neck, spine, legs
31 | Staff Pose | Dandasana | seated | beginner | 60 | - | spine, core, legs, back
32 | Reclined Bound Angle Pose | Supta Baddha Konasana | restorative | beginner | 300 | - | hips, inner thighs, chest, groins
33 | Legs Up the Wall | Viparita Karani | inversions | beginner | 300 | - | legs, hamstrings, lower back, nervous system
34 | Happy Baby Pose | Ananda Balasana | restorative | beginner | 90 | - | hips, inner thighs, hamstrings, spine, lower back
35 | Sphinx Pose | Salamba Bhujangasana | backbends | beginner | 60 | - | spine, chest, shoulders, abdomen, back
36 | Seated Side Bend | Parsva Sukhasana | seated | beginner | 45 | two-sided | side body, ribs, shoulders, obliques, spine
37 | Extended Puppy Pose | Uttana Shishosana | forward_bends | beginner | 60 | - | spine, shoulders, upper back, chest, arms
38 | Supine Spinal Twist | Supta Matsyendrasana | twists | beginner | 90 | two-sided | spine, back, chest, shoulders, hips
39 | Garland Pose | Malasana | restorative | beginner | 60 | - | hips, groins, ankles, hamstrings, lower back
40 | Locust Pose | Salabhasana | backbends | beginner | 30 | - | back, glutes, legs, shoulders, chest
41 | Wide-Legged Forward Bend | Prasarita Padottanasana | forward_bends | beginner | 60 | - | hamstrings, inner thighs, calves, spine, back
42 | Gate Pose | Parighasana | seated | beginner | 45 | two-sided | side body, ribs, spine, hamstrings, shoulders
43 | Knees to Chest Pose | Apanasana | restorative | beginner | 90 | - | lower back, spine, abdomen, hips
44 | Reclining Hand to Big Toe Pose | Supta Padangusthasana | forward_bends | beginner | 60 | two-sided | hamstrings, calves, hips, thighs, groins
45 | Low Lunge | Anjaneyasana | standing | beginner | 45 | two-sided | hip flexors, quadriceps, groins, chest, legs
46 | Revolved Triangle Pose | Parivrtta Trikonasana | twists | intermediate | 45 | two-sided | spine, legs, hips, chest, shoulders
47 | Half Moon Pose | Ardha Chandrasana | balancing | intermediate | 30 | two-sided | legs, core, ankles, hips, chest
48 | Warrior III | Virabhadrasana III | balancing | intermediate | 30 | two-sided | legs, ankles, core, shoulders, back
49 | Revolved Side Angle Pose | Parivrtta Parsvakonasana | twists | intermediate | 45 | two-sided | legs, spine, chest, shoulders, abdomen
50 | Standing Split | Urdhva Prasarita Eka Padasana | balancing | intermediate | 30 | two-sided | hamstrings, legs, hips, spine, calves
51 | Eagle Pose | Garudasana | balancing | intermediate | 30 | two-sided | ankles, calves, thighs, hips, shoulders, upper back
52 | Bow Pose | Dhanurasana | backbends | intermediate | 30 | - | front body, chest, thighs, abdomen, back, shoulders
53 | Lizard Pose | Utthan Pristhasana | restorative | intermediate | 60 | two-sided | hips, hip flexors, groins, hamstrings, quadriceps
54 | Reverse Warrior | Viparita Virabhadrasana | standing | intermediate | 45 | two-sided | side body, legs, chest, shoulders, spine
55 | Fish Pose | Matsyasana | backbends | intermediate | 45 | - | chest, throat, abdomen, hip flexors, neck
56 | Seated Wide-Legged Forward Bend | Upavistha Konasana | forward_bends | intermediate | 60 | - | hamstrings, inner thighs, groins, spine, back
57 | Lord of the Dance Pose Full Expression | Natarajasana Full | balancing | intermediate | 45 | two-sided | legs, chest, shoulders, thighs, hip flexors, back
58 | Revolved Head to Knee Pose | Parivrtta Janu Sirsasana | twists | intermediate | 60 | two-sided | spine, side body, shoulders, hamstrings, groins
59 | Supported Shoulderstand | Salamba Sarvangasana Variation | inversions | intermediate | 90 | - | shoulders, neck, spine, legs, thyroid
60 | Side Crow Pose | Parsva Bakasana | arm_balances | intermediate | 20 | two-sided | arms, wrists, core, obliques, shoulders
61 | Flying Pigeon Pose | Eka Pada Galavasana | arm_balances | advanced | 20 | two-sided | arms, wrists, hips, core, shoulders
62 | Scorpion Pose | Vrschikasana | inversions | advanced | 20 | - | arms, shoulders, back, core, chest
63 | Peacock Pose | Mayurasana | arm_balances | advanced | 15 | - | wrists, forearms, core, abdomen, shoulders
64 | Eight Angle Pose | Astavakrasana | arm_balances | advanced | 15 | two-sided | arms, wrists, core, hips, shoulders
65 | Handstand | Adho Mukha Vrksasana | inversions | advanced | 30 | - | shoulders, arms, wrists, core, spine
66 | Full Wheel Pose | Chakrasana | backbends | advanced | 30 | - | spine, chest, shoulders, legs, arms, hip flexors
67 | Heron Pose | Krounchasana | forward_bends | advanced | 45 | two-sided | hamstrings, calves, back, core
68 | One-Legged King Pigeon Pose Full | Eka Pada Rajakapotasana Full | backbends | advanced | 45 | two-sided | hips, hip flexors, thighs, chest, shoulders, spine
69 | Yogic Sleep Pose | Yoganidrasana | restorative | advanced | 60 | - | hips, groins, spine, back, hamstrings
70 | Forearm Wheel Pose | Dwi Pada Viparita Dandasana | backbends | advanced | 30 | - | spine, chest, shoulders, arms, legs
71 | Splits | Hanumanasana | forward_bends | advanced | 60 | two-sided | hamstrings, hip flexors, groins, thighs
72 | Feathered Peacock Pose | Pincha Mayurasana Advanced | inversions | advanced | 30 | - | shoulders, arms, core, back
73 | Twisted Flying Crow | Eka Pada Koundinyasana I | arm_balances | advanced | 20 | two-sided | arms, wrists, core, shoulders, obliques
74 | Upward Plank Pose | Purvottanasana | backbends | advanced | 30 | - | arms, wrists, legs, chest, shoulders, front body
75 | Noose Pose | Pasasana | twists | advanced | 45 | two-sided | spine, ankles, thighs, groins, shoulders
76 | One-Handed Tiger Pose | Eka Hasta Bhujasana | arm_balances | advanced | 15 | two-sided | arms, wrists, core, hips, shoulders
77 | Tortoise Pose | Kurmasana | forward_bends | advanced | 60 | - | back, shoulders, hamstrings, hips, spine
78 | Destroyer of the Universe Pose | Bhairavasana | balancing | advanced | 30 | two-sided | hamstrings, hips, legs, core, shoulders
79 | Shoulder Pressing Pose | Bhujapidasana | arm_balances | advanced | 20 | - | arms, wrists, core, hips, shoulders
80 | Formidable Face Pose | Gandha Bherundasana | inversions | advanced | 15 | - | neck, arms, back, spine, chest`

/** The facts of the eighty poses, by id. */
export const poseFacts: readonly PoseFacts[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [id, english, sanskrit, category, difficulty, hold, sides, areas] = line.split(' | ')
    return {
      poseId: Number(id),
      nameEnglish: english!,
      nameSanskrit: sanskrit!,
      category: category!,
      difficulty: difficulty!,
      holdSeconds: Number(hold),
      isTwoSided: sides === 'two-sided',
      targetAreas: areas!.split(', '),
    }
  })
