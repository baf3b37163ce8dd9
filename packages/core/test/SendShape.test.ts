import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { isShape, misfitOf } from "../src/wire/SendShape.js"

const Text = Schema.optional(Schema.NullOr(Schema.String))
const Scalar = Schema.optional(Schema.NullOr(Schema.Union(Schema.String, Schema.Number)))
const ShapeSchema = Schema.Struct({
  receipients: Schema.Array(
    Schema.Struct({ send_to: Scalar, fax_number: Scalar, reference: Scalar })
  ),
  documents: Schema.optional(
    Schema.NullOr(Schema.Array(Schema.Struct({ file_name: Text, order: Scalar })))
  ),
  reference: Scalar
})

const anything = FastCheck.oneof(
  FastCheck.string(),
  FastCheck.integer(),
  FastCheck.constantFrom(null, true, [], {}, [[]], { length: 1 })
)
const sparse = (members: Record<string, FastCheck.Arbitrary<unknown>>) =>
  FastCheck.record(members, { requiredKeys: [] })
const listOf = (entry: FastCheck.Arbitrary<unknown>) =>
  FastCheck.oneof(
    { weight: 6, arbitrary: FastCheck.array(entry, { maxLength: 3 }) },
    { weight: 1, arbitrary: anything }
  )
const mostly = (usual: FastCheck.Arbitrary<unknown>) =>
  FastCheck.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: anything })

const body = sparse({
  receipients: listOf(
    mostly(sparse({ send_to: mostly(FastCheck.string()), fax_number: mostly(FastCheck.nat()) }))
  ),
  documents: listOf(
    mostly(sparse({ file_name: mostly(FastCheck.string()), file_data: anything, order: anything }))
  ),
  reference: mostly(FastCheck.string())
})

describe("the shape of a send", () => {
  it.prop("is told as a schema would", [mostly(body)], ([json]) => {
    expect(isShape(json)).toBe(Schema.is(ShapeSchema)(json))
  })

  it.each([
    [[], ""],
    [null, ""],
    ["x", ""],
    [{}, "receipients"],
    [{ receipients: [{}, 1] }, "receipients[1]"],
    [{ receipients: [{ send_to: {} }] }, "receipients[0].send_to"],
    [{ receipients: [], documents: [{ order: [] }] }, "documents[0].order"],
    [{ receipients: [], reference: true }, "reference"],
    [{ receipients: [], documents: null }, undefined]
  ])("of %j does not fit at %j", (json, place) => {
    expect(misfitOf(json)).toBe(place)
  })
})
