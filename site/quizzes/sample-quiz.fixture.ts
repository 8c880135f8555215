/** A quiz with one question of each kind, for tests. */
export const sampleQuiz = `format: 1
id: sample
title: A sample
tries: 2
questions:
  - id: pick-one
    kind: single
    prompt: Which one *holds*?
    options:
      - { id: first, text: The first, explanation: EXPLAIN-FIRST }
      - { id: second, text: The second, correct: true, explanation: EXPLAIN-SECOND }
      - { id: third, text: The third, explanation: EXPLAIN-THIRD }
  - id: pick-some
    kind: multiple
    prompt: Which ones hold?
    options:
      - { id: one, text: One, correct: true, explanation: EXPLAIN-ONE }
      - { id: two, text: Two, explanation: EXPLAIN-TWO }
      - { id: three, text: Three, correct: true, explanation: EXPLAIN-THREE }
  - id: put-in-order
    kind: order
    prompt: In which order?
    steps:
      - { id: write, text: Write, explanation: EXPLAIN-WRITE }
      - { id: read, text: Read, explanation: EXPLAIN-READ }
      - { id: delete, text: Delete, explanation: EXPLAIN-DELETE }
  - id: pair-up
    kind: match
    prompt: What belongs together?
    targets: [{ id: north, text: North }, { id: south, text: South }, { id: west, text: West }]
    items:
      - { id: up, text: Up, target: north, explanation: EXPLAIN-UP }
      - { id: down, text: Down, target: south, explanation: EXPLAIN-DOWN }
  - id: fill-in
    kind: fill
    prompt: What is it called?
    tries: unlimited
    accepted: [Secret Store, secretstore]
    explanation: EXPLAIN-STORE
    mistakes:
      - { texts: [vault], explanation: EXPLAIN-VAULT }
    otherwise: EXPLAIN-OTHERWISE
  - id: find-fault
    kind: fault
    prompt: Which line is at fault?
    document: |
      kind: ExternalSecret
      version: v1beta1
      name: app
    faults:
      - { at: v1beta1, explanation: EXPLAIN-VERSION }
    lures:
      - { at: 'kind:', explanation: EXPLAIN-KIND }
    otherwise: EXPLAIN-OTHER-LINE
`;
